package dev.stator.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which membership may follow which, as a table. */
class ChangePolicyTest {
  /** Voters, and learners after the bar; an asterisk marks a log replica. */
  private static final Membership NOW = of(5, "a~1", "b~2", "c~3", "|", "d~4", "*e~5");

  @Test
  void whatMayFollow() {
    assertAllowed(of(5, "a~1", "b~2", "d~4", "|", "c~3", "*e~5"));
    assertAllowed(of(5, "a~1", "b~2", "*e~5"));
    assertAllowed(of(5, "d~4"));
    assertAllowed(of(6, "a~1", "b~2", "c~3", "|", "f~6"));
    assertAllowed(of(9, "a~1", "b~2", "c~3", "|", "d~4", "*e~5"));
  }

  @Test
  void whatMayNot() {
    assertRefused(NOW, "nothing would change");
    assertRefused(of(4, "a~1", "b~2", "c~3"), "generation 5 was given out already");
    assertRefused(of(6, "a~1", "b~2", "f~6"), "f~6 is to be a learner first");
    assertRefused(of(5, "a~1", "b~2", "c~3", "|", "a~4"), "a~4 was given out before");
    assertRefused(of(5, "a~1", "*b~2", "c~3"), "b~2 cannot become another kind");
    assertRefused(of(5, "a~1", "b~2", "c~3", "|", "*d~4"), "d~4 cannot become another kind");
    assertThat(
            ChangePolicy.refusal(NOW, of(5, "a~1", "d~4"), member -> !member.name().equals("d~4")))
        .isEqualTo("d~4 has not caught up");
  }

  /** A log replica that votes and has got a store. */
  @Test
  void aLogReplicaMayBecomeAStorageReplica() {
    Membership now = of(4, "a~1", "b~2", "*d~4", "|", "c~3");
    Membership next = of(4, "a~1", "b~2", "d~4", "|", "c~3");
    assertThat(ChangePolicy.refusal(now, next, member -> member.kind() == Kind.STORAGE)).isNull();
    assertThat(ChangePolicy.refusal(now, next, member -> member.kind() == Kind.LOG))
        .isEqualTo("d~4 has not caught up");
    assertThat(ChangePolicy.refusal(next, now, member -> true))
        .as("there is no way back")
        .isEqualTo("d~4 cannot become another kind of replica");
    Membership learner = of(4, "a~1", "b~2", "|", "c~3", "d~4");
    assertThat(ChangePolicy.refusal(now, learner, member -> true))
        .isEqualTo("d~4 cannot become another kind of replica");
    assertThat(ChangePolicy.refusal(NOW, of(5, "a~1", "b~2", "e~5"), member -> true))
        .as("not in one step with the promotion of a learner")
        .isEqualTo("e~5 cannot become another kind of replica");
  }

  private static void assertAllowed(Membership next) {
    assertThat(ChangePolicy.refusal(NOW, next, member -> true)).isNull();
  }

  private static void assertRefused(Membership next, String reason) {
    assertThat(ChangePolicy.refusal(NOW, next, member -> true)).contains(reason);
  }

  private static Membership of(int lastGeneration, String... names) {
    List<Member> voters = new ArrayList<>();
    List<Member> learners = new ArrayList<>();
    List<Member> into = voters;
    for (String name : names) {
      if (name.equals("|")) {
        into = learners;
      } else {
        boolean log = name.startsWith("*");
        into.add(new Member(log ? name.substring(1) : name, log ? Kind.LOG : Kind.STORAGE));
      }
    }
    return new Membership(voters, learners, lastGeneration);
  }
}
