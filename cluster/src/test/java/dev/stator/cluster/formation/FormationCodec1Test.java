package dev.stator.cluster.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FormationCodec1Test {
  private static final NodeInfo NODE = new NodeInfo("a1", "a", "h:9", "h:8");
  private static final ClusterRecord RECORD =
      new ClusterRecord(3, "a1", 0x1234, true, List.of(new Founder(NODE, 3)));
  private static final String GOLDEN_RECORD =
      "5354434c01"
          + "0000000000000003"
          + "00026131"
          + "0000000000001234"
          + "01"
          + "00000001"
          + "00026131000161"
          + "0003683a39"
          + "0003683a38"
          + "0000000000000003";
  private static final Introduction INTRODUCTION =
      new Introduction(
          NODE,
          3,
          List.of("h:9"),
          0x1234,
          List.of(new Founder(NODE, 3)),
          List.of(NODE),
          new Placement(
              1, 1, List.of(new Placement.Replica("a1", 1, Placement.Kind.STORAGE, true)), 1));

  private static final List<String> ADDRESSES = List.of("h:9", "i:9");

  @Test
  void recordsArePinned() {
    byte[] bytes = FormationCodec1.encode(RECORD);
    String hex = HexFormat.of().formatHex(bytes);
    assertThat(hex).startsWith(GOLDEN_RECORD).hasSize(GOLDEN_RECORD.length() + 8);
    assertThat(FormationCodec1.record(bytes)).isEqualTo(RECORD);
  }

  @Test
  void introductionsArePinned() {
    byte[] bytes = FormationCodec1.encode(INTRODUCTION);
    assertThat(HexFormat.of().formatHex(bytes))
        .startsWith(
            "01"
                + "000261310001610003683a390003683a38"
                + "0000000000000003"
                + "00000001"
                + "0003683a39"
                + "0000000000001234"
                + "00000001"
                + "000261310001610003683a390003683a38"
                + "0000000000000003"
                + "00000001"
                + "000261310001610003683a390003683a38");
    assertThat(FormationCodec1.introduction(bytes)).isEqualTo(INTRODUCTION);
    assertThat(FormationCodec1.question()).containsExactly(1);
  }

  @Test
  void addressesArePinned() {
    byte[] bytes = FormationCodec1.encode(ADDRESSES);
    assertThat(HexFormat.of().formatHex(bytes))
        .startsWith("53544e4401" + "00000002" + "0003683a39" + "0003693a39")
        .hasSize(2 * (5 + 4 + 5 + 5 + 4));
    assertThat(FormationCodec1.addresses(bytes)).isEqualTo(ADDRESSES);
  }

  @Test
  void damageIsSeen() {
    checkDamage(FormationCodec1.encode(RECORD), FormationCodec1::record);
    checkDamage(FormationCodec1.encode(ADDRESSES), FormationCodec1::addresses);
  }

  private static void checkDamage(byte[] whole, Function<byte[], Object> reader) {
    for (int i = 0; i < whole.length * 8; i++) {
      byte[] flipped = whole.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> reader.apply(flipped)).isInstanceOf(MalformedMessageException.class);
    }
    for (int i = 0; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      assertThatThrownBy(() -> reader.apply(cut)).isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void whateverComesInIsAnIntroductionOrIsRefused() {
    SeededRandom random = new SeededRandom(1);
    byte[] whole = FormationCodec1.encode(INTRODUCTION);
    for (int i = 0; i < 20_000; i++) {
      byte[] wrong = whole.clone();
      wrong[random.nextInt(wrong.length)] = (byte) random.nextLong();
      try {
        FormationCodec1.introduction(wrong);
      } catch (MalformedMessageException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }
}
