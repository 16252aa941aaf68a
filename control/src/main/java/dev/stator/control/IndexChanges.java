package dev.stator.control;

import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableIndexes;
import dev.stator.cluster.table.TableOnDemandMax;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableWarmth;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.KeyAttribute;
import dev.stator.model.index.IndexDefinition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a change makes of a table's global indexes. Pure. */
final class IndexChanges {
  /** Global indexes of one table. Source: the service's documentation on quotas. */
  static final int GLOBAL_MAX = 20;

  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String IN_USE = "Attempt to change a resource which is still in use: ";

  private IndexChanges() {}

  /** Whether an index waits for its partitions, or for their end. */
  static boolean holds(GlobalIndex index) {
    return allocating(index) || index.status() == IndexStatus.DELETING;
  }

  private static boolean allocating(GlobalIndex index) {
    return index.status() == IndexStatus.CREATING && !index.backfilling();
  }

  private static boolean comesOrGoes(GlobalIndex index) {
    return index.status() == IndexStatus.CREATING || index.status() == IndexStatus.DELETING;
  }

  /**
   * Refuses what cannot be done while the table is as it is.
   *
   * @throws ApiException when the service would
   */
  static void checkAdmitted(TableDescriptor table, TableChange change) {
    boolean capacity =
        change.onDemand() != null || change.readUnits() != null || change.writeUnits() != null;
    for (IndexChange one : change.indexes()) {
      GlobalIndex index = table.indexes().global(one.name());
      if (index != null && one instanceof IndexChange.Update) {
        checkIdle(table, index);
      }
    }
    if (capacity) {
      refuseCapacity(table, "deleted", index -> index.status() == IndexStatus.DELETING);
      refuseCapacity(table, "created", IndexChanges::allocating);
    }
    List<IndexChange> structural =
        change.indexes().stream().filter(one -> !(one instanceof IndexChange.Update)).toList();
    if (structural.size() > 1) {
      throw oneAtATime();
    }
    if (!structural.isEmpty()) {
      checkStructural(table, structural.get(0));
    }
    List<String> going =
        table.indexes().global().stream()
            .filter(index -> index.status() == IndexStatus.DELETING)
            .map(GlobalIndex::name)
            .toList();
    if (!going.isEmpty()
        && change.settings().keySet().stream().anyMatch(TableOnDemandMax::isWanted)) {
      throw inUse(
          "OnDemandThroughput cannot be updated while index deletion is in progress for indexes: "
              + going);
    }
    boolean light = !capacity && structural.isEmpty() && change.settings().isEmpty();
    if (table.status() == TableStatus.UPDATING && !light && !change.onlyTags()) {
      throw inUse("Table is being updated: " + table.name());
    }
  }

  private static void checkStructural(TableDescriptor table, IndexChange change) {
    GlobalIndex own = table.indexes().global(change.name());
    if (change instanceof IndexChange.Delete && own != null && allocating(own)) {
      throw inUse(
          "Index creation is in resource allocation phase. Retry deletion during backfilling phase"
              + " or when the index is active. "
              + names(table, own));
    }
    boolean ownFills = change instanceof IndexChange.Delete && own != null && own.backfilling();
    for (GlobalIndex index : table.indexes().global()) {
      if (comesOrGoes(index) && !(ownFills && index.equals(own))) {
        throw oneAtATime();
      }
    }
    if (table.status() == TableStatus.UPDATING) {
      throw inUse(
          "Can't create or delete indexes while table IOPS are being updated. Table: "
              + table.name());
    }
  }

  private static void checkIdle(TableDescriptor table, GlobalIndex index) {
    String doing =
        switch (index.status()) {
          case CREATING -> "created";
          case UPDATING -> "updated";
          case DELETING -> "deleted";
          case ACTIVE -> null;
        };
    if (doing != null) {
      throw inUse("Index is being " + doing + ". " + names(table, index));
    }
  }

  private static void refuseCapacity(
      TableDescriptor table, String doing, Predicate<GlobalIndex> which) {
    List<String> busy =
        table.indexes().global().stream().filter(which).map(GlobalIndex::name).toList();
    if (!busy.isEmpty()) {
      throw inUse(
          "Can't change table IOPS when an index is being "
              + doing
              + ". Table: "
              + table.name()
              + " Indexes: "
              + busy);
    }
  }

  /**
   * The indexes after the change.
   *
   * @param onDemand whether the table is on demand after the change
   * @param firstPartition the id of the first of a new index's partitions
   */
  static TableIndexes apply(
      TableDescriptor table,
      TableChange change,
      boolean onDemand,
      long nowMs,
      long firstPartition) {
    TableIndexes indexes = table.indexes();
    for (IndexChange one : change.indexes()) {
      indexes =
          switch (one) {
            case IndexChange.Create create ->
                create(
                    table,
                    indexes,
                    create.spec(),
                    onDemand,
                    TableWarmth.wantedOf(change.settings(), create.name()),
                    firstPartition);
            case IndexChange.Update update -> update(table, indexes, update, onDemand, nowMs);
            case IndexChange.Delete delete ->
                indexes.with(
                    find(table, indexes, delete.name(), "delete")
                        .with(IndexStatus.DELETING, false));
          };
    }
    return onDemand == table.onDemand() ? indexes : switched(indexes, change, onDemand);
  }

  private static TableIndexes create(
      TableDescriptor table,
      TableIndexes indexes,
      IndexSpec spec,
      boolean onDemand,
      TableWarmth.Units warm,
      long firstPartition) {
    IndexDefinition definition = spec.definition();
    boolean taken =
        indexes.definitions().stream().anyMatch(other -> other.name().equals(definition.name()));
    if (taken) {
      throw ApiException.validation("Attempting to create an index which already exists");
    }
    boolean units = spec.readUnits() != 0 || spec.writeUnits() != 0;
    if (onDemand && units) {
      throw ApiException.validation(
          INVALID
              + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: "
              + definition.name()
              + " when BillingMode is PAY_PER_REQUEST");
    }
    if (!onDemand && !units) {
      throw ApiException.validation(
          INVALID
              + "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: "
              + definition.name());
    }
    checkMaxMode(definition.name(), spec.onDemandMax(), onDemand);
    if (indexes.global().size() >= GLOBAL_MAX) {
      throw new ApiException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of "
              + GLOBAL_MAX);
    }
    checkTypes(table, indexes, definition);
    int count = PartitionPlan.count(onDemand, spec.readUnits(), spec.writeUnits(), warm);
    return indexes.plus(index(spec, true, PartitionPlan.ranges(firstPartition, count)));
  }

  /** A new index, in status CREATING. */
  static GlobalIndex index(IndexSpec spec, boolean added, List<PartitionRange> partitions) {
    return new GlobalIndex(
        partitions.getFirst().id(),
        spec.definition(),
        IndexStatus.CREATING,
        added,
        false,
        Throughput.of(spec.readUnits(), spec.writeUnits()),
        spec.onDemandMax(),
        partitions);
  }

  /** An attribute is a key of one type, wherever it is one. */
  private static void checkTypes(
      TableDescriptor table, TableIndexes indexes, IndexDefinition added) {
    Map<String, KeyAttribute> known = new TreeMap<>();
    Stream.concat(
            Stream.of(table.keySchema().partitionKey(), table.keySchema().sortKey()),
            indexes.definitions().stream().flatMap(index -> index.keys().all()))
        .filter(key -> key != null)
        .forEach(key -> known.put(key.name(), key));
    added
        .keys()
        .all()
        .forEach(key -> {
          KeyAttribute before = known.get(key.name());
          if (before != null && before.type() != key.type()) {
            throw before.redefinedAs(key.type());
          }
        });
  }

  private static TableIndexes update(
      TableDescriptor table,
      TableIndexes indexes,
      IndexChange.Update update,
      boolean onDemand,
      long nowMs) {
    GlobalIndex index = find(table, indexes, update.name(), "update");
    Long reads = update.readUnits();
    Long writes = update.writeUnits();
    if (onDemand && (reads != null || writes != null)) {
      throw ApiException.validation(
          INVALID
              + "The only Updates for index: "
              + index.name()
              + " when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput,"
              + " WarmThroughput");
    }
    Throughput throughput = index.throughput();
    if (reads != null && writes != null) {
      throughput =
          table.onDemand()
              ? UnitChanges.raised(throughput, reads, writes, nowMs)
              : UnitChanges.changed("index " + index.name(), throughput, reads, writes, nowMs);
    }
    OnDemandMax max = update.onDemandMax();
    if (max != null) {
      checkMaxMode(index.name(), max, onDemand);
    }
    return indexes.with(
        index
            .with(throughput, max == null ? index.onDemandMax() : index.onDemandMax().changed(max))
            .with(IndexStatus.UPDATING, false));
  }

  private static void checkMaxMode(String index, OnDemandMax max, boolean onDemand) {
    if (!onDemand && !max.equals(OnDemandMax.NONE)) {
      throw ApiException.validation(
          INVALID
              + (max.readUnits() != 0 ? "MaxReadRequestUnits" : "MaxWriteRequestUnits")
              + " for OnDemandThroughput for index : "
              + index
              + " cannot be specified when the table BillingMode is PROVISIONED");
    }
  }

  /** All indexes follow the table's billing mode. */
  private static TableIndexes switched(TableIndexes indexes, TableChange change, boolean onDemand) {
    TableIndexes all = indexes;
    for (GlobalIndex index : indexes.global()) {
      if (onDemand) {
        Throughput before = index.throughput();
        all =
            all.with(
                index.with(
                    new Throughput(0, 0, before.increasedMs(), before.decreasedMs(), 0),
                    index.onDemandMax()));
      } else if (change.indexes().stream().noneMatch(one -> setsUnits(one, index.name()))) {
        throw ApiException.validation(
            INVALID + "ProvisionedThroughput must be specified for index: " + index.name());
      } else {
        all = all.with(index.with(index.throughput(), OnDemandMax.NONE));
      }
    }
    return all;
  }

  private static boolean setsUnits(IndexChange change, String index) {
    return change.name().equals(index)
        && switch (change) {
          case IndexChange.Create _ -> true;
          case IndexChange.Update update -> update.readUnits() != null;
          case IndexChange.Delete _ -> true;
        };
  }

  private static GlobalIndex find(
      TableDescriptor table, TableIndexes indexes, String name, String doing) {
    GlobalIndex index = indexes.global(name);
    if (index != null) {
      return index;
    }
    if (indexes.localIndex(name) >= 0) {
      throw ApiException.validation(
          "Cannot " + doing + " an index that is not a GlobalSecondaryIndex: " + name);
    }
    throw new ApiException(
        ErrorCode.RESOURCE_NOT_FOUND,
        "Requested resource not found: Index " + name + " for table " + table.name());
  }

  private static ApiException oneAtATime() {
    return new ApiException(
        ErrorCode.LIMIT_EXCEEDED,
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per"
            + " table");
  }

  private static String names(TableDescriptor table, GlobalIndex index) {
    return "Table: " + table.name() + " Index: " + index.name();
  }

  private static ApiException inUse(String what) {
    return new ApiException(ErrorCode.RESOURCE_IN_USE, IN_USE + what);
  }
}
