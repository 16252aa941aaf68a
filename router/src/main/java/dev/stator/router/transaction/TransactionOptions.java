package dev.stator.router.transaction;

import dev.stator.base.Check;
import dev.stator.base.Marks;

/**
 * Limits of transactions.
 *
 * @param decideNanos how long after a transaction began it may still be decided to commit it; less
 *     than partitions wait before they ask for recovery
 * @param abandonedNanos how long a partition waits for an undecided transaction before anyone may
 *     cancel it
 * @param livingMillis how long after a transaction began, by the clock, another request with its
 *     token takes its coordinator to be alive
 * @param finishNanos how long a coordinator tries to finish what it decided
 * @param rememberNanos how long a token is remembered at least, once its transaction is done
 * @param underWayMax transactions of this router at a time; beyond it they are throttled
 * @param roundsMax how often a read transaction looks before it gives up
 * @param sweepNanos time between two looks for ledger items that need not be kept
 * @param marks hears which rare branches are taken
 */
public record TransactionOptions(
    long decideNanos,
    long abandonedNanos,
    long livingMillis,
    long finishNanos,
    long rememberNanos,
    int underWayMax,
    int roundsMax,
    long sweepNanos,
    Marks marks) {
  public static final TransactionOptions DEFAULT =
      new TransactionOptions(
          1_000_000_000L,
          5_000_000_000L,
          5_000,
          5_000_000_000L,
          600_000_000_000L,
          4_000,
          8,
          60_000_000_000L,
          Marks.NONE);

  public TransactionOptions {
    Check.that(
        decideNanos <= abandonedNanos / 2,
        "nobody gives a transaction up while it may still be committed");
    Check.that(underWayMax > 0 && roundsMax > 1, "something may be done");
  }

  public TransactionOptions withMarks(Marks newMarks) {
    return new TransactionOptions(
        decideNanos,
        abandonedNanos,
        livingMillis,
        finishNanos,
        rememberNanos,
        underWayMax,
        roundsMax,
        sweepNanos,
        newMarks);
  }
}
