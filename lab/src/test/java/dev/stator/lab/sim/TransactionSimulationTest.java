package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Transactions in whole clusters under faults. {@code -Dstator.sim.transactions.seeds=1..2000} runs
 * more seeds.
 */
class TransactionSimulationTest {
  private static final long SAFETY_SECONDS = 10;

  @Test
  void areSerializableUnderFaults() {
    String[] ends = System.getProperty("stator.sim.transactions.seeds", "1..30").split("\\.\\.", 2);
    long first = Long.parseLong(ends[0]);
    long last = Long.parseLong(ends[ends.length - 1]);
    long answered = 0;
    long reads = 0;
    for (long seed = first; seed <= last; seed++) {
      TransactionRun.Report report = new TransactionRun(seed).go(SAFETY_SECONDS);
      answered += report.answered();
      reads += report.reads();
    }
    System.out.printf("%d operations, %d of them reads of several items%n", answered, reads);
    assertThat(answered).isGreaterThan((last - first + 1) * 100);
    assertThat(reads).isGreaterThan((last - first + 1) * 20);
  }

  @Test
  void sameSeedSameTrace() {
    assertThat(new TransactionRun(1001).go(3)).isEqualTo(new TransactionRun(1001).go(3));
    assertThat(new TransactionRun(1001).go(3).digest())
        .isNotEqualTo(new TransactionRun(1002).go(3).digest());
  }
}
