package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;
import static dev.stator.consensus.sim.SimCluster.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * One storage replica is cut off, entries are committed by the other one and the log replica, and
 * then the leader is gone for good: only the log replica holds what the one that is back lacks.
 */
class LogReplicaNeededTest {
  private static final int SEEDS = 5;

  @Test
  void aLogReplicaGivesWhatOnlyItHolds() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertThat(leadsAgain(seed, Bug.NONE)).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void oneThatTrimmedItIsFound() {
    int found = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      found += leadsAgain(seed, Bug.LOG_REPLICA_WITHOUT_NEEDED_LOG) ? 0 : 1;
    }
    assertThat(found).isPositive();
  }

  private static boolean leadsAgain(long seed, Bug bug) {
    SimCluster cluster = new SimCluster(seed, bug, SimCluster.Shape.TWO_AND_A_LOG);
    cluster.start();
    Agreement agreement = cluster.agreement(1);
    assertThat(cluster.eventually(() -> cluster.leading(1) != null, 30 * SECONDS)).isTrue();
    String leader = cluster.likelyLeader(1);
    String other = leader.equals("n1") ? "n2" : "n1";
    cluster.simulation.network().isolate(other);
    for (int i = 0; i < 600; i++) {
      cluster.propose(leader, 1);
      cluster.simulation.runFor(10 * MILLIS);
    }
    cluster.simulation.runFor(SECONDS);
    assertThat(agreement.acknowledgedCount()).isGreaterThan(300);
    cluster.crash(leader, true);
    cluster.simulation.network().healAll();
    return cluster.eventually(
        () -> {
          Replica leading = cluster.leading(1);
          return leading != null
              && leading.name.startsWith(other)
              && leading.applied() > agreement.acknowledgedThrough();
        },
        30 * SECONDS);
  }
}
