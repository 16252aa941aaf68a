package dev.stator.feeds;

import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.KeySchema;
import dev.stator.model.indexed.IndexEntries;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.IndexRowKeys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What changes of a table's partition make of the rows of a global index. Pure. */
final class IndexChanges {
  private final KeySchema schema;
  private final PartitionTraits.Global index;
  private final GlobalIndex placed;
  private final TreeMap<Long, List<IndexOperation>> operations = new TreeMap<>();

  /**
   * @param placed the same index with its partitions
   */
  IndexChanges(KeySchema schema, PartitionTraits.Global index, GlobalIndex placed) {
    this.schema = schema;
    this.index = index;
    this.placed = placed;
  }

  /** The operations by the partition of the index, in the order of their changes. */
  SortedMap<Long, List<IndexOperation>> operations() {
    return operations;
  }

  void add(ChangeRecord change) {
    boolean touch = change.kind() == ChangeRecord.Kind.TOUCH;
    if (touch && change.indexId() != index.id()) {
      return;
    }
    PrimaryKey item = RowKeys.decode(schema, change.rowKey());
    Entry before = touch ? null : entry(item, change.oldImage());
    Entry after = entry(item, change.newImage());
    if (before != null && (after == null || !Arrays.equals(before.rowKey(), after.rowKey()))) {
      add(before.partition(), new IndexOperation(change.place(), before.rowKey(), null));
    }
    if (after != null && !after.same(before)) {
      add(after.partition(), new IndexOperation(change.place(), after.rowKey(), after.item()));
    }
  }

  private void add(long partition, IndexOperation operation) {
    operations.computeIfAbsent(partition, any -> new ArrayList<>()).add(operation);
  }

  private @Nullable Entry entry(PrimaryKey item, byte @Nullable [] image) {
    if (image == null) {
      return null;
    }
    ItemView view = new ItemView(image);
    IndexKey key = IndexEntries.keyOf(index.definition().keys(), item, view);
    if (key == null) {
      return null;
    }
    long partition = placed.partition(IndexRowKeys.hash(key.partition())).id();
    return new Entry(
        partition,
        IndexRowKeys.global(partition, key),
        IndexEntries.project(schema, index.definition(), view));
  }

  /** A row of the index. */
  private record Entry(long partition, byte[] rowKey, byte[] item) {
    boolean same(@Nullable Entry other) {
      return other != null
          && Arrays.equals(rowKey, other.rowKey)
          && Arrays.equals(item, other.item);
    }
  }
}
