package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole nodes under faults. {@code -Dstator.sim.seeds=500} runs more seeds, or {@code 501..900}.
 */
class NodeSimulationTest {
  private static final long SAFETY_SECONDS = 10;

  @Test
  void keepsItsPromisesUnderFaults() {
    String[] ends = System.getProperty("stator.sim.seeds", "1..100").split("\\.\\.", 2);
    long first = ends.length == 1 ? 1 : Long.parseLong(ends[0]);
    long last = Long.parseLong(ends[ends.length - 1]);
    long answered = 0;
    long tableSteps = 0;
    for (long seed = first; seed <= last; seed++) {
      SimRun.Report report = new SimRun(seed).go(SAFETY_SECONDS);
      answered += report.answered();
      tableSteps += report.tableSteps();
    }
    System.out.printf("%d answers, %d table steps%n", answered, tableSteps);
    assertThat(answered).isGreaterThan((last - first + 1) * 300);
    assertThat(tableSteps).isGreaterThan(last - first);
  }

  @Test
  void sameSeedSameTrace() {
    for (long seed = 1001; seed <= 1002; seed++) {
      assertThat(new SimRun(seed).go(4)).isEqualTo(new SimRun(seed).go(4));
    }
    assertThat(new SimRun(1001).go(4).digest()).isNotEqualTo(new SimRun(1003).go(4).digest());
  }
}
