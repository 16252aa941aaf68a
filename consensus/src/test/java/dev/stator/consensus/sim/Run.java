package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;
import static dev.stator.consensus.sim.SimCluster.SECONDS;

import dev.stator.base.RandomSource;
import java.util.List;
import java.util.TreeMap;

/** One seed: a safety phase with faults, a liveness phase, and convergence. */
final class Run {
  private final long seed;
  private final SimCluster cluster;
  private final RandomSource random;
  private final Changes changes;
  private boolean clientsRun = true;

  Run(long seed, Bug bug) {
    this.seed = seed;
    this.cluster = new SimCluster(seed, bug);
    this.random = cluster.random.fork();
    this.changes = new Changes(cluster);
  }

  Changes changes() {
    return changes;
  }

  SimCluster cluster() {
    return cluster;
  }

  /** Runs all of it; throws with the line that replays it when a promise was broken. */
  Run go(long safetySeconds) {
    try {
      cluster.start();
      Faults faults = new Faults(cluster);
      faults.begin();
      changes.begin();
      client();
      readers();
      handOvers();
      cluster.simulation.runFor(safetySeconds * SECONDS);
      faults.end();
      changes.end();
      List<String> out = faults.healCore();
      demandProgress(out);
      faults.healAll();
      clientsRun = false;
      require(
          cluster.eventually(cluster::converged, 120 * SECONDS),
          "the replicas do not come together after all is healed");
      return this;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "replay with -Dtest=ClusterSimulationTest -Dstator.sim.seed=" + seed + "\n" + e, e);
    }
  }

  long acknowledged() {
    long sum = 0;
    for (long group : cluster.groups()) {
      sum += cluster.agreement(group).acknowledgedCount();
    }
    return sum;
  }

  private void client() {
    cluster.simulation.after(
        1 + random.nextLong(10 * MILLIS),
        () -> {
          for (long group : cluster.groups()) {
            String at =
                random.chance(0.9)
                    ? cluster.likelyLeader(group)
                    : cluster.names.get(random.nextInt(cluster.names.size()));
            for (int burst = random.chance(0.05) ? 30 : 1; burst > 0; burst--) {
              cluster.propose(at, group);
            }
          }
          if (clientsRun) {
            client();
          }
        });
  }

  /** Somebody reads everywhere, mostly where nobody serves. */
  private void readers() {
    cluster.simulation.after(
        1 + random.nextLong(3 * MILLIS),
        () -> {
          cluster.strong.readSome(random);
          if (clientsRun) {
            readers();
          }
        });
  }

  private void handOvers() {
    cluster.simulation.after(
        1 + random.nextLong(2 * SECONDS),
        () -> {
          cluster.strong.handOverSome(random);
          if (clientsRun) {
            handOvers();
          }
        });
  }

  long leaseReads() {
    long sum = 0;
    for (long group : cluster.groups()) {
      sum += cluster.agreement(group).leaseReads();
    }
    return sum;
  }

  long barrierReads() {
    long sum = 0;
    for (long group : cluster.groups()) {
      sum += cluster.agreement(group).barrierReads();
    }
    return sum;
  }

  private void demandProgress(List<String> out) {
    TreeMap<Long, Long> before = new TreeMap<>();
    for (long group : cluster.groups()) {
      before.put(group, cluster.agreement(group).acknowledgedCount());
    }
    boolean progress =
        cluster.eventually(
            () ->
                before.entrySet().stream()
                    .allMatch(
                        e -> cluster.agreement(e.getKey()).acknowledgedCount() > e.getValue() + 5),
            120 * SECONDS);
    require(progress, "no progress with a majority whole and " + out + " left out");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new Agreement.Violation(what);
    }
  }
}
