package dev.stator.control;

import dev.stator.cluster.table.PartitionRange;
import dev.stator.model.key.HashRange;
import java.util.ArrayList;
import java.util.List;

/** How many partitions a new table gets and which part of the hash space each holds. Pure. */
final class PartitionPlan {
  /** What one partition serves per second. Source: the service's documentation on partitions. */
  static final long READ_UNITS_MAX = 3_000;

  static final long WRITE_UNITS_MAX = 1_000;

  /** What a new on-demand table serves at once. Source: documentation on on-demand mode. */
  static final long ON_DEMAND_READ_UNITS = 12_000;

  static final long ON_DEMAND_WRITE_UNITS = 4_000;

  private PartitionPlan() {}

  static int count(boolean onDemand, long readUnits, long writeUnits) {
    long reads = onDemand ? ON_DEMAND_READ_UNITS : readUnits;
    long writes = onDemand ? ON_DEMAND_WRITE_UNITS : writeUnits;
    return (int) Math.max(1, Math.max(ceil(reads, READ_UNITS_MAX), ceil(writes, WRITE_UNITS_MAX)));
  }

  /** Equal parts of the 64-bit hash space, in order, without a hole. */
  static List<PartitionRange> ranges(long firstId, int count) {
    List<PartitionRange> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(new PartitionRange(firstId + i, HashRange.segment(i, count)));
    }
    return ranges;
  }

  private static long ceil(long value, long divisor) {
    return (value + divisor - 1) / divisor;
  }
}
