package dev.stator.cluster.table;

/**
 * Provisioned capacity of a table, and when it last changed.
 *
 * @param readUnits units per second; 0 for an on-demand table
 * @param writeUnits units per second; 0 for an on-demand table
 * @param increasedMs when it was last raised, in ms since 1970; 0 when never
 * @param decreasedMs when it was last lowered; 0 when never
 * @param decreasesToday how often it was lowered on the UTC day of {@code decreasedMs}
 */
public record Throughput(
    long readUnits, long writeUnits, long increasedMs, long decreasedMs, int decreasesToday) {
  public static final Throughput NONE = new Throughput(0, 0, 0, 0, 0);

  public static Throughput of(long readUnits, long writeUnits) {
    return new Throughput(readUnits, writeUnits, 0, 0, 0);
  }
}
