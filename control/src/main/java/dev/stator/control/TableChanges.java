package dev.stator.control;

import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableEncryption;
import dev.stator.cluster.table.TableIndexes;
import dev.stator.cluster.table.TableOnDemandMax;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableStreams;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.cluster.table.TableWarmth;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import java.util.SortedMap;

/** What a change makes of a table. Pure. */
final class TableChanges {
  private TableChanges() {}

  /** As the other, for a change that makes no index. */
  static TableDescriptor apply(TableDescriptor table, TableChange change, long nowMs) {
    return apply(table, change, nowMs, SystemTables.FIRST_USER_PARTITION);
  }

  /**
   * The table in the first step of the change's procedure.
   *
   * @param firstPartition the id of the first partition of an index that the change makes
   * @throws ApiException when the service would refuse the change
   */
  static TableDescriptor apply(
      TableDescriptor table, TableChange change, long nowMs, long firstPartition) {
    IndexChanges.checkAdmitted(table, change);
    boolean onDemand = change.onDemand() != null ? change.onDemand() : table.onDemand();
    boolean turnedOnDemand = onDemand && !table.onDemand();
    Throughput throughput = throughput(table, change, onDemand, nowMs);
    TableIndexes indexes = IndexChanges.apply(table, change, onDemand, nowMs, firstPartition);
    boolean feedsChange = feeds(indexes) != feeds(table.indexes());
    return new TableDescriptor(
        table.name(),
        table.id(),
        table.keySchema(),
        staysActive(change) ? table.status() : TableStatus.UPDATING,
        table.createdMs(),
        onDemand,
        turnedOnDemand ? nowMs : table.billingChangedMs(),
        throughput,
        change.deletionProtection() != null
            ? change.deletionProtection()
            : table.deletionProtection(),
        settings(table, change, onDemand, throughput, indexes, nowMs),
        table.partitions(),
        indexes,
        table.traitsVersion() + (feedsChange || ofTraits(change) ? 1 : 0));
  }

  private static SortedMap<String, String> settings(
      TableDescriptor table,
      TableChange change,
      boolean onDemand,
      Throughput throughput,
      TableIndexes indexes,
      long nowMs) {
    SortedMap<String, String> over = change.over(table.settings());
    SortedMap<String, String> streamed = TableStreams.apply(table.name(), over, nowMs);
    SortedMap<String, String> bounded = TableOnDemandMax.apply(onDemand, streamed);
    SortedMap<String, String> warm =
        TableWarmth.apply(table, onDemand, throughput, indexes, TableEncryption.apply(bounded));
    return TableTimeToLive.apply(warm, nowMs);
  }

  /** Whether settings of a request change nothing that takes time. */
  private static boolean quiet(SortedMap<String, String> settings) {
    return settings.keySet().stream()
        .allMatch(name ->
            TableWarmth.isWanted(name)
                || TableOnDemandMax.isWanted(name)
                || TableEncryption.isWanted(name));
  }

  /** Whether the table's partitions have to know of the change. */
  private static boolean ofTraits(TableChange change) {
    return TableStreams.asked(change.settings()) || TableTimeToLive.asked(change.settings());
  }

  private static long feeds(TableIndexes indexes) {
    return indexes.global().stream().filter(GlobalIndex::fed).count();
  }

  /** Whether only tags change, or the capacity of indexes, or what is only noted. */
  private static boolean staysActive(TableChange change) {
    return change.onlyTags()
        || ((!change.indexes().isEmpty() || !change.settings().isEmpty())
            && change.indexes().stream().allMatch(IndexChange.Update.class::isInstance)
            && change.onDemand() == null
            && change.readUnits() == null
            && change.writeUnits() == null
            && change.deletionProtection() == null
            && change.removed().isEmpty()
            && quiet(change.settings()));
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
            "One or more parameter values were invalid: ProvisionedThroughput must be specified"
                + " when BillingMode is PROVISIONED");
      }
      return before;
    }
    return table.onDemand()
        ? UnitChanges.raised(before, reads, writes, nowMs)
        : UnitChanges.changed("the table", before, reads, writes, nowMs);
  }
}
