package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whole clusters under faults. {@code -Dstator.sim.cluster.seeds=1..5000} runs more seeds. */
class WholeClusterTest {
  private static final long SAFETY_SECONDS = 20;

  @Test
  void keepsItsPromisesUnderFaults() {
    String[] ends = System.getProperty("stator.sim.cluster.seeds", "1..40").split("\\.\\.", 2);
    long first = ends.length == 1 ? 1 : Long.parseLong(ends[0]);
    long last = Long.parseLong(ends[ends.length - 1]);
    long answered = 0;
    long eventual = 0;
    long indexed = 0;
    long indexSteps = 0;
    long virtualMillis = 0;
    for (long seed = first; seed <= last; seed++) {
      ClusterRun.Report report = new ClusterRun(seed).go(SAFETY_SECONDS);
      answered += report.answered();
      eventual += report.eventual();
      indexed += report.indexed();
      indexSteps += report.indexSteps();
      virtualMillis += report.virtualMillis();
    }
    System.out.printf(
        "%d answers, %d eventually consistent reads, %d items, %d changes of indexes, %d simulated"
            + " seconds%n",
        answered, eventual, indexed, indexSteps, virtualMillis / 1000);
    assertThat(answered).isGreaterThan((last - first + 1) * 300);
    assertThat(indexed).isGreaterThan((last - first + 1) * 50);
    assertThat(indexSteps).isGreaterThan((last - first + 1) * 3);
    assertThat(eventual).isGreaterThan((last - first + 1) * 30);
  }

  @Test
  void sameSeedSameTrace() {
    assertThat(new ClusterRun(1001).go(4)).isEqualTo(new ClusterRun(1001).go(4));
    assertThat(new ClusterRun(1001).go(4).digest())
        .isNotEqualTo(new ClusterRun(1003).go(4).digest());
  }
}
