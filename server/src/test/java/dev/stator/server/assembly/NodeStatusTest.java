package dev.stator.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.GroupStatus.MemberStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
  /** Some languages have digits of their own, which are none in JSON. */
  @Test
  void itIsTheSameJsonInEveryLanguage() {
    NodeStatus status =
        new NodeStatus(
            "a1",
            "a",
            true,
            3,
            12,
            11,
            5,
            5,
            4,
            1,
            List.of(1024L, 1030L),
            new TreeMap<>(Map.of("a2", 7, "b1", 0)));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(status.json().strip())
          .isEqualTo(
              "{\"node\":\"a1\",\"zone\":\"a\",\"ready\":true,\"nodes\":3,\"partitions\":12,"
                  + "\"hosted\":11,\"led\":5,\"quorate\":5,\"whole\":4,\"logReplicas\":1,"
                  + "\"notWhole\":[1024, 1030],\"leaving\":{\"a2\":7,\"b1\":0}}");
    } finally {
      Locale.setDefault(before);
    }
  }

  /** What a group's leader knows of its members, and what that makes the group. */
  @Test
  void aLogReplicaMakesAQuorumWholeAndNotTheGroup() {
    MemberStatus here = member("a1~1", Kind.STORAGE, true, true, 0);
    MemberStatus other = member("b1~1", Kind.STORAGE, true, true, 0);
    MemberStatus third = member("c1~1", Kind.STORAGE, true, true, 0);
    MemberStatus silent = member("c1~1", Kind.STORAGE, true, true, 2_000_000_000L);
    MemberStatus stands = member("c1~1", Kind.STORAGE, true, true, 0, 4_000_000_000L);
    MemberStatus left = member("c1~1", Kind.STORAGE, false, false, 2_000_000_000L);
    MemberStatus log = member("c2~2", Kind.LOG, true, true, 0);
    MemberStatus lateLog = member("c2~2", Kind.LOG, true, false, 0);
    expect(group(false, here, other, third), true, true);
    expect(group(true, here, other, third), false, false);
    expect(group(false, here, other, silent), false, false);
    expect(group(false, here, other, stands), false, false);
    expect(group(false, here, other, log, left), true, false);
    expect(group(false, here, other, lateLog, left), false, false);
  }

  private static void expect(GroupStatus group, boolean quorate, boolean whole) {
    assertThat(NodeStatus.quorate(group)).as("%s is quorate", group).isEqualTo(quorate);
    assertThat(NodeStatus.whole(group)).as("%s is whole", group).isEqualTo(whole);
  }

  private static MemberStatus member(
      String name, Kind kind, boolean votes, boolean caughtUp, long silentNanos) {
    return member(name, kind, votes, caughtUp, silentNanos, 0);
  }

  private static MemberStatus member(
      String name, Kind kind, boolean votes, boolean caughtUp, long silentNanos, long standsNanos) {
    return new MemberStatus(
        name, kind, votes, 7, 7, caughtUp, false, false, silentNanos, standsNanos);
  }

  private static GroupStatus group(boolean changing, MemberStatus... members) {
    List<Member> voters = new ArrayList<>();
    List<Member> learners = new ArrayList<>();
    for (MemberStatus member : members) {
      (member.votes() ? voters : learners).add(new Member(member.name(), member.kind()));
    }
    return new GroupStatus(
        1024,
        "a1~1",
        GroupStatus.Role.LEADER,
        3,
        "a1~1",
        1,
        7,
        7,
        7,
        false,
        new Membership(voters, learners, 2),
        changing,
        List.of(members));
  }
}
