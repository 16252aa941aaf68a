package dev.stator.control;

import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableStreams;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.util.SortedMap;

/** What a change makes of a table. Pure. */
final class TableChanges {
  private static final long DAY_MS = 86_400_000L;

  /**
   * Decreases of a table's capacity on one UTC day: four at any time and one more for each hour
   * without a decrease. Source: the service's documentation on quotas.
   */
  private static final int DECREASES_ANY_TIME = 4;

  private static final int DECREASES_PER_DAY = 27;
  private static final long HOUR_MS = 3_600_000L;

  private TableChanges() {}

  /**
   * @throws ApiException when the service would refuse the change
   */
  static TableDescriptor apply(TableDescriptor table, TableChange change, long nowMs) {
    boolean onDemand = change.onDemand() != null ? change.onDemand() : table.onDemand();
    boolean turnedOnDemand = onDemand && !table.onDemand();
    Throughput throughput = throughput(table, change, onDemand, nowMs);
    return new TableDescriptor(
        table.name(),
        table.id(),
        table.keySchema(),
        change.onlyTags() ? table.status() : TableStatus.UPDATING,
        table.createdMs(),
        onDemand,
        turnedOnDemand ? nowMs : table.billingChangedMs(),
        throughput,
        change.deletionProtection() != null
            ? change.deletionProtection()
            : table.deletionProtection(),
        settings(table, change, nowMs),
        table.partitions(),
        table.indexes(),
        table.traitsVersion() + (ofTraits(change) ? 1 : 0));
  }

  private static SortedMap<String, String> settings(
      TableDescriptor table, TableChange change, long nowMs) {
    SortedMap<String, String> over = change.over(table.settings());
    return TableTimeToLive.apply(TableStreams.apply(table.name(), over, nowMs), nowMs);
  }

  /** Whether the table's partitions have to know of the change. */
  private static boolean ofTraits(TableChange change) {
    return TableStreams.asked(change.settings()) || TableTimeToLive.asked(change.settings());
  }

  private static Throughput throughput(
      TableDescriptor table, TableChange change, boolean onDemand, long nowMs) {
    Throughput before = table.throughput();
    Long reads = change.readUnits();
    Long writes = change.writeUnits();
    if (onDemand) {
      if (reads != null || writes != null) {
        throw ApiException.validation(
            "One or more parameter values were invalid: Neither ReadCapacityUnits nor"
                + " WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
      }
      return table.onDemand()
          ? before
          : new Throughput(0, 0, before.increasedMs(), before.decreasedMs(), 0);
    }
    if (reads == null || writes == null) {
      if (table.onDemand()) {
        throw ApiException.validation(
            "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits"
                + " must both be specified when BillingMode is PROVISIONED");
      }
      return before;
    }
    if (!table.onDemand() && reads == before.readUnits() && writes == before.writeUnits()) {
      throw ApiException.validation(
          "The provisioned throughput for the table will not change. The requested value equals"
              + " the current value. Current ReadCapacityUnits provisioned for the table: "
              + before.readUnits()
              + ". Requested ReadCapacityUnits: "
              + reads
              + ". Current WriteCapacityUnits provisioned for the table: "
              + before.writeUnits()
              + ". Requested WriteCapacityUnits: "
              + writes
              + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to"
              + " request higher limits.");
    }
    return changed(table, before, reads, writes, nowMs);
  }

  private static Throughput changed(
      TableDescriptor table, Throughput before, long reads, long writes, long nowMs) {
    boolean up = reads > before.readUnits() || writes > before.writeUnits();
    boolean down = reads < before.readUnits() || writes < before.writeUnits();
    int decreases = before.decreasedMs() / DAY_MS == nowMs / DAY_MS ? before.decreasesToday() : 0;
    if (down && !table.onDemand()) {
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
                + java.time.Instant.ofEpochMilli(before.decreasedMs())
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
}
