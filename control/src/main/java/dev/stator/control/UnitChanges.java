package dev.stator.control;

import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.time.Instant;

/** What a change makes of the provisioned capacity of a table or an index. Pure. */
final class UnitChanges {
  private static final long DAY_MS = 86_400_000L;

  /**
   * Decreases of one table's or index's capacity on one UTC day: four at any time and one more for
   * each hour without a decrease. Source: the service's documentation on quotas.
   */
  private static final int DECREASES_ANY_TIME = 4;

  private static final int DECREASES_PER_DAY = 27;
  private static final long HOUR_MS = 3_600_000L;

  private UnitChanges() {}

  /** Capacity where there was none. */
  static Throughput raised(Throughput before, long reads, long writes, long nowMs) {
    return new Throughput(
        reads, writes, nowMs, before.decreasedMs(), decreasesToday(before, nowMs));
  }

  /**
   * @param whose {@code the table}, or {@code index} and its name
   * @throws ApiException when it stays the same, or was lowered too often today
   */
  static Throughput changed(String whose, Throughput before, long reads, long writes, long nowMs) {
    if (reads == before.readUnits() && writes == before.writeUnits()) {
      throw ApiException.validation(
          "The provisioned throughput for "
              + (whose.startsWith("index") ? "the " : "")
              + whose
              + " will not change. The requested value equals the current value. Current"
              + " ReadCapacityUnits provisioned for "
              + whose
              + ": "
              + before.readUnits()
              + ". Requested ReadCapacityUnits: "
              + reads
              + ". Current WriteCapacityUnits provisioned for "
              + whose
              + ": "
              + before.writeUnits()
              + ". Requested WriteCapacityUnits: "
              + writes
              + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to"
              + " request higher limits.");
    }
    boolean up = reads > before.readUnits() || writes > before.writeUnits();
    boolean down = reads < before.readUnits() || writes < before.writeUnits();
    int decreases = decreasesToday(before, nowMs);
    if (down) {
      boolean spent =
          decreases >= DECREASES_PER_DAY
              || (decreases >= DECREASES_ANY_TIME && nowMs - before.decreasedMs() < HOUR_MS);
      if (spent) {
        throw new ApiException(
            ErrorCode.LIMIT_EXCEEDED,
            "Subscriber limit exceeded: Provisioned throughput decreases are limited within a"
                + " given UTC day. After the first "
                + DECREASES_ANY_TIME
                + " decreases, each subsequent decrease in the same UTC day can be performed at"
                + " most once every 3600 seconds. Number of decreases today: "
                + decreases
                + ". Last decrease at "
                + Instant.ofEpochMilli(before.decreasedMs())
                + ".");
      }
      decreases++;
    }
    return new Throughput(
        reads,
        writes,
        up ? nowMs : before.increasedMs(),
        down ? nowMs : before.decreasedMs(),
        decreases);
  }

  private static int decreasesToday(Throughput before, long nowMs) {
    return before.decreasedMs() / DAY_MS == nowMs / DAY_MS ? before.decreasesToday() : 0;
  }
}
