package dev.stator.control;

import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableWarmth;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.key.HashRange;
import java.util.ArrayList;
import java.util.List;

/** How many partitions a new table gets and which part of the hash space each holds. Pure. */
final class PartitionPlan {
  /** What one partition serves per second. Source: the service's documentation on partitions. */
  static final long READ_UNITS_MAX = 3_000;

  static final long WRITE_UNITS_MAX = 1_000;

  private PartitionPlan() {}

  /** Of a table that is to be made. */
  static int count(TableSpec spec) {
    return count(
        spec.onDemand(),
        spec.readUnits(),
        spec.writeUnits(),
        TableWarmth.asked(spec.settings(), null));
  }

  /** Of a global index that is to be made with its table. */
  static int count(TableSpec spec, IndexSpec index) {
    return count(
        spec.onDemand(),
        index.readUnits(),
        index.writeUnits(),
        TableWarmth.asked(spec.settings(), index.definition().name()));
  }

  /**
   * @param warm what it is to serve at once in any case
   */
  static int count(boolean onDemand, long readUnits, long writeUnits, TableWarmth.Units warm) {
    TableWarmth.Units all =
        TableWarmth.given(onDemand, Throughput.of(readUnits, writeUnits)).max(warm);
    return (int)
        Math.max(
            1, Math.max(ceil(all.reads(), READ_UNITS_MAX), ceil(all.writes(), WRITE_UNITS_MAX)));
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
