package dev.stator.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private static final Membership MIXED =
      new Membership(
          List.of(new Member("a1~1", Kind.STORAGE), new Member("b1~4", Kind.LOG)),
          List.of(new Member("c1~5", Kind.STORAGE)),
          7);

  @Test
  void isValidFromBirth() {
    assertThat(Membership.storage("a").quorum()).isEqualTo(1);
    assertThat(Membership.storage("a", "b", "c", "d").quorum()).isEqualTo(3);
    assertThat(Membership.storage("a~2", "b~3").lastGeneration()).isEqualTo(3);
    refused(List.of("a", "a"), List.of(), 0);
    refused(List.of("a"), List.of("a"), 0);
    refused(List.of(), List.of(), 0);
    refused(List.of("a~3"), List.of(), 2);
    refused(List.of("a~0"), List.of(), 2);
    refused(List.of("a~x"), List.of(), 2);
    Member log = new Member("l", Kind.LOG);
    assertThatThrownBy(() -> new Membership(List.of(log), List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void refused(List<String> voters, List<String> learners, int lastGeneration) {
    assertThatThrownBy(() -> new Membership(storage(voters), storage(learners), lastGeneration))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Member> storage(List<String> names) {
    List<Member> members = new ArrayList<>();
    names.forEach(name -> members.add(new Member(name, Kind.STORAGE)));
    return members;
  }

  @Test
  void namesTellNodeAndGeneration() {
    assertThat(ReplicaName.of("a1", 3)).isEqualTo("a1~3");
    assertThat(ReplicaName.nodeOf("a1~3")).isEqualTo("a1");
    assertThat(ReplicaName.generationOf("a1~3")).isEqualTo(3);
    assertThat(ReplicaName.nodeOf("a1")).isEqualTo("a1");
    assertThat(ReplicaName.generationOf("a1")).isZero();
    for (String wrong : List.of("a1~", "a1~-1", "a1~03", "a1~1~2", "~1", "a1~99999999999")) {
      assertThatThrownBy(() -> ReplicaName.generationOf(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ReplicaName.of("a~1", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ReplicaName.of("a", 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesOfVersion1NeverChange() {
    assertThat(HexFormat.of().formatHex(MembershipCodec1.encode(MIXED)))
        .isEqualTo("01000000070201046131" + "7e31" + "020462317e34" + "01" + "010463317e35");
    assertThat(MembershipCodec1.decode(MembershipCodec1.encode(MIXED))).isEqualTo(MIXED);
  }

  @Test
  void hostileBytesAreRefusedAndNeverCrash() {
    byte[] good = MembershipCodec1.encode(MIXED);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> MembershipCodec1.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> MembershipCodec1.decode(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    SeededRandom random = new SeededRandom(9);
    int valid = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
      try {
        MembershipCodec1.decode(bytes);
        valid++;
      } catch (IllegalArgumentException expected) {
        // Refused with a reason.
      }
    }
    assertThat(valid).isBetween(100, 19_900);
  }
}
