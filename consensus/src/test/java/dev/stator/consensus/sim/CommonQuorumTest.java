package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;
import static dev.stator.consensus.sim.SimCluster.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A leader replaces both other voters at once while it is cut off from them together with the new
 * ones: the old majority goes on without it, so nothing of what it does may be committed.
 */
class CommonQuorumTest {
  @Test
  void theOldMajorityIsAsked() {
    for (long seed = 1; seed <= 3; seed++) {
      replaceWhileCutOff(seed, Bug.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COMMIT_WITH_NEW_QUORUM_ONLY", "REPLACE_WITHOUT_COMMON_QUORUM"})
  void notAskingItIsFound(Bug bug) {
    assertThatThrownBy(() -> replaceWhileCutOff(1, bug))
        .hasStackTraceContaining("applies something else");
  }

  private static void replaceWhileCutOff(long seed, Bug bug) {
    SimCluster cluster = new SimCluster(seed, bug, SimCluster.Shape.THREE_AND_TWO_SPARE);
    cluster.start();
    assertThat(cluster.eventually(() -> cluster.leading(1) != null, 30 * SECONDS)).isTrue();
    Replica leader = cluster.leading(1);
    List<Member> old = leader.group().membership().voters();
    Member first = new Member(ReplicaName.of("n4", 4), Kind.STORAGE);
    Member second = new Member(ReplicaName.of("n5", 5), Kind.STORAGE);
    change(leader, new Membership(old, List.of(first, second), 5));
    assertThat(cluster.eventually(() -> caughtUp(cluster, leader), 30 * SECONDS)).isTrue();

    List<String> inside = List.of(ReplicaName.nodeOf(leader.name), "n4", "n5");
    List<String> outside = new ArrayList<>(cluster.names);
    outside.removeAll(inside);
    for (String in : inside) {
      for (String out : outside) {
        cluster.simulation.network().cut(in, out);
        cluster.simulation.network().cut(out, in);
      }
    }
    Member self = new Member(leader.name, Kind.STORAGE);
    change(leader, new Membership(List.of(self, first, second), List.of(), 5));
    for (int i = 0; i < 800; i++) {
      cluster.propose(inside.getFirst(), 1);
      outside.forEach(node -> cluster.propose(node, 1));
      cluster.simulation.runFor(10 * MILLIS);
    }
    cluster.simulation.network().healAll();
    assertThat(cluster.eventually(cluster::converged, 60 * SECONDS)).isTrue();
  }

  private static void change(Replica leader, Membership next) {
    leader.group().executor().execute(() -> leader.group().change(next, outcome -> {}));
  }

  private static boolean caughtUp(SimCluster cluster, Replica leader) {
    var status = leader.group().status();
    if (!status.changing() && status.membership().size() == 5) {
      cluster.place(1, status.membership(), cluster.random);
    }
    return !status.changing()
        && status.members().size() == 5
        && status.members().stream().allMatch(member -> member.caughtUp());
  }
}
