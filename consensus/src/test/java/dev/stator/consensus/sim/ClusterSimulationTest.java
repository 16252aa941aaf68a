package dev.stator.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.consensus.core.Probe;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Groups of three and five under faults. {@code -Dstator.sim.seed=N} replays one seed and prints
 * its last events; {@code -Dstator.sim.seeds=N} runs more of them.
 */
class ClusterSimulationTest {
  private static final long SAFETY_SECONDS = 20;

  @Test
  void keepsItsPromisesUnderFaults() {
    String one = System.getProperty("stator.sim.seed");
    if (one != null) {
      replay(Long.parseLong(one));
      return;
    }
    int seeds = Integer.getInteger("stator.sim.seeds", 80);
    Map<Probe, Long> reached = new EnumMap<>(Probe.class);
    long acknowledged = 0;
    long changes = 0;
    long leaseReads = 0;
    long barrierReads = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      Run run = new Run(seed, Bug.NONE).go(SAFETY_SECONDS);
      acknowledged += run.acknowledged();
      changes += run.changes().committed();
      leaseReads += run.leaseReads();
      barrierReads += run.barrierReads();
      run.cluster().probes.forEach((probe, count) -> reached.merge(probe, count, Long::sum));
    }
    EnumSet<Probe> never = EnumSet.allOf(Probe.class);
    never.removeAll(reached.keySet());
    System.out.printf(
        "%d seeds, %d acknowledged, %d changes, %d reads under lease, %d behind a barrier%n",
        seeds, acknowledged, changes, leaseReads, barrierReads);
    System.out.println("reached " + reached);
    System.out.println("never reached " + never);
    assertThat(acknowledged).isGreaterThan(seeds * 100L);
    assertThat(leaseReads).isGreaterThan(seeds * 1000L);
    assertThat(barrierReads).isGreaterThan(seeds * 10L);
    assertThat(reached).containsKeys(Probe.COPY_FINISHED, Probe.FOLLOWER_TRUNCATED);
  }

  @Test
  void sameSeedSameTrace() {
    for (long seed = 1001; seed <= 1003; seed++) {
      long first = new Run(seed, Bug.NONE).go(5).cluster().digest();
      long second = new Run(seed, Bug.NONE).go(5).cluster().digest();
      assertThat(second).isEqualTo(first);
    }
    assertThat(new Run(1001, Bug.NONE).go(5).cluster().digest())
        .isNotEqualTo(new Run(1002, Bug.NONE).go(5).cluster().digest());
  }

  private static void replay(long seed) {
    Run run = new Run(seed, Bug.NONE);
    run.cluster().verbose(Integer.getInteger("stator.sim.lines", 300));
    try {
      run.go(SAFETY_SECONDS);
    } finally {
      run.cluster().simulation.traceLines().forEach(System.out::println);
    }
  }
}
