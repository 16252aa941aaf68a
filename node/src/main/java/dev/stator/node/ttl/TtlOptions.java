package dev.stator.node.ttl;

import dev.stator.base.Check;

/**
 * How expired items are looked for.
 *
 * @param intervalNanos from the end of one pass over what a node leads to the next
 * @param rowsPerSecondMax how many rows a pass looks at, on the whole node
 * @param deletionsPerSecondMax how many items it deletes
 * @param pageRows rows that are looked at in one go
 * @param deletionsInFlightMax deletions that are under way at the same time
 */
public record TtlOptions(
    long intervalNanos,
    long rowsPerSecondMax,
    long deletionsPerSecondMax,
    int pageRows,
    int deletionsInFlightMax) {
  private static final long SECOND = 1_000_000_000L;

  public static final TtlOptions DEFAULT = new TtlOptions(60 * SECOND, 20_000, 1_000, 1_000, 100);

  public TtlOptions {
    Check.that(intervalNanos > 0, "a pass ends before the next begins");
    Check.that(rowsPerSecondMax > 0 && deletionsPerSecondMax > 0, "a pass gets on");
    Check.that(pageRows > 0 && deletionsInFlightMax > 0, "a pass looks at something");
  }

  public TtlOptions withInterval(long nanos) {
    return new TtlOptions(
        nanos, rowsPerSecondMax, deletionsPerSecondMax, pageRows, deletionsInFlightMax);
  }

  /** How long a page of that many rows, with that many deletions, must take at least. */
  public long pageNanos(int rows, int deletions) {
    return Math.max(rows * SECOND / rowsPerSecondMax, deletions * SECOND / deletionsPerSecondMax);
  }
}
