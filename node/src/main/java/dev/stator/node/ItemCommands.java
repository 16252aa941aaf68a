package dev.stator.node;

import dev.stator.base.Bytes;
import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.ErrorCode;
import dev.stator.model.KeySchema;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.indexed.IndexCosts;
import dev.stator.model.indexed.IndexEntries;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.IndexRowKeys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.node.side.LocalCounts;
import dev.stator.node.side.SideRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes log commands of changes of items, with all that a change brings with it: rows of local
 * indexes, the size of the item collection, change records, the end of a shard that is old enough.
 * At the leader, on the replica's executor.
 */
final class ItemCommands {
  /** Source: "Item collections in local secondary indexes" in the service's documentation. */
  static final long COLLECTION_BYTES_MAX = 10L << 30;

  private final long partition;
  private final Traits traits;
  private final LeaderRows rows;
  private final StreamShards shards;
  private final ChangeBacklog backlog;
  private final Proposals proposals;

  ItemCommands(
      long partition,
      Traits traits,
      LeaderRows rows,
      StreamShards shards,
      ChangeBacklog backlog,
      Proposals proposals) {
    this.partition = partition;
    this.traits = traits;
    this.rows = rows;
    this.shards = shards;
    this.backlog = backlog;
    this.proposals = proposals;
  }

  /** What writes are evaluated by; null for a partition that was never told anything. */
  @Nullable PartitionTraits traits() {
    return traits.latest();
  }

  /**
   * The change of one item.
   *
   * @param before the item as it is, with the changes of this draft that came earlier
   * @param item the item as it will be, encoded; null when it goes
   * @param expired whether TTL deletes it
   * @throws ApiException when the item collection would get too large, or a global index lags too
   *     far behind; the draft is not to be used then
   */
  void add(
      Draft draft,
      Binary rowKey,
      @Nullable ItemView before,
      byte @Nullable [] item,
      boolean expired) {
    long bytes = sizeOf(item == null ? null : new ItemView(item)) - sizeOf(before);
    add(draft, rowKey, before, item, bytes, expired);
  }

  /**
   * The same, of an item whose sizes are known already.
   *
   * @param bytes by how much the item grows
   */
  void add(
      Draft draft,
      Binary rowKey,
      @Nullable ItemView before,
      byte @Nullable [] item,
      long bytes,
      boolean expired) {
    ItemView after = item == null ? null : new ItemView(item);
    int row = draft.add(LogCommand.Row.of(rowKey.bytes(), item));
    draft.count((after == null ? 0 : 1) - (before == null ? 0 : 1), bytes);
    draft.replaces(before == null ? 0 : before.length());
    PartitionTraits now = traits.latest();
    if (now == null || (before == null && after == null)) {
      return;
    }
    if (!now.local().isEmpty()) {
      addLocal(draft, now, rowKey, before, after, bytes);
    }
    if (now.keepsChanges() && !equal(before, after)) {
      addChange(draft, now, row, before, after, expired);
    }
  }

  private void addChange(
      Draft draft,
      PartitionTraits now,
      int row,
      @Nullable ItemView before,
      @Nullable ItemView after,
      boolean expired) {
    if (!draft.isDecided()) {
      backlog.check(now);
    }
    Kind kind = before == null ? Kind.INSERT : after == null ? Kind.REMOVE : Kind.MODIFY;
    byte[] old = before == null || !now.keepsOldImages() ? null : bytes(before);
    boolean keepsNew = after != null && now.keepsNewImages();
    draft.add(
        new LogCommand.Change.OfRow(kind, expired, row, old, keepsNew),
        (old == null ? 0 : old.length) + (after != null && keepsNew ? after.length() : 0));
  }

  private void addLocal(
      Draft draft,
      PartitionTraits now,
      Binary rowKey,
      @Nullable ItemView before,
      @Nullable ItemView after,
      long itemBytes) {
    KeySchema schema = now.keySchema();
    PrimaryKey key = RowKeys.decode(schema, rowKey.bytes());
    long bytes = itemBytes;
    LocalCounts counts = counts(draft, now);
    for (int i = 0; i < now.local().size(); i++) {
      IndexDefinition index = now.local().get(i);
      byte[] oldKey = localKey(i, index, key, before);
      byte[] newKey = localKey(i, index, key, after);
      int items = 0;
      long grown = 0;
      if (oldKey != null && before != null) {
        items--;
        grown -= new ItemView(IndexEntries.project(schema, index, before)).sizeBytes();
        if (newKey == null || !Arrays.equals(oldKey, newKey)) {
          draft.add(new LogCommand.Row.Delete(oldKey));
        }
      }
      if (newKey != null && after != null) {
        byte[] projected = IndexEntries.project(schema, index, after);
        items++;
        grown += new ItemView(projected).sizeBytes();
        draft.add(new LogCommand.Row.Put(newKey, projected));
      }
      counts = counts.plus(i, items, grown);
      bytes += grown;
    }
    draft.counts(counts);
    resize(draft, key.partition(), bytes);
  }

  /** How many rows the local indexes have after what the draft has so far. */
  private LocalCounts counts(Draft draft, PartitionTraits now) {
    LocalCounts drafted = draft.counts();
    if (drafted != null) {
      return drafted;
    }
    byte[] row = rows.other(SideRows.localCounts(partition)).value();
    return row == null ? LocalCounts.none(now.local().size()) : LocalCounts.decode(row);
  }

  private byte @Nullable [] localKey(
      int index, IndexDefinition definition, PrimaryKey key, @Nullable ItemView item) {
    IndexKey found = item == null ? null : IndexEntries.keyOf(definition.keys(), key, item);
    return found == null
        ? null
        : IndexRowKeys.local(partition, index, found.sort().getFirst(), key);
  }

  private void resize(Draft draft, AttributeValue partitionKey, long delta) {
    Binary key = new Binary(RowKeys.collectionKey(partition, partitionKey));
    Long drafted = draft.collection(key);
    long before = drafted != null ? drafted : collectionBytes(key.bytes());
    long after = before + delta;
    if (delta > 0 && after > COLLECTION_BYTES_MAX && !draft.isDecided()) {
      throw new ApiException(
          ErrorCode.ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED, "Collection size exceeded.");
    }
    draft.collection(key, after);
    if (after == before) {
      return;
    }
    byte[] value = new byte[Long.BYTES];
    Bytes.putLong(value, 0, after);
    draft.add(
        after == 0
            ? new LogCommand.Row.Delete(key.bytes())
            : new LogCommand.Row.Store(key.bytes(), value));
  }

  /**
   * The size of an item's collection with what the draft changes in it; -1 when the table has no
   * local index.
   */
  long collectionBytes(Draft draft, PrimaryKey item) {
    PartitionTraits now = traits.latest();
    if (now == null || now.local().isEmpty()) {
      return -1;
    }
    Binary key = new Binary(RowKeys.collectionKey(partition, item.partition()));
    Long drafted = draft.collection(key);
    return drafted != null ? drafted : collectionBytes(key.bytes());
  }

  private long collectionBytes(byte[] key) {
    byte[] value = rows.other(key).value();
    return value == null ? 0 : Bytes.getLong(value, 0);
  }

  /** What a write consumes in the indexes that it changes. */
  List<IndexUnits> indexUnits(
      WriteItem write, @Nullable ItemView before, @Nullable ItemView after) {
    PartitionTraits now = traits.latest();
    if (now == null) {
      return List.of();
    }
    List<IndexUnits> all = new ArrayList<>();
    for (IndexDefinition index : now.local()) {
      addUnits(all, write, index, true, before, after);
    }
    for (PartitionTraits.Global index : now.global()) {
      addUnits(all, write, index.definition(), false, before, after);
    }
    return all;
  }

  private static void addUnits(
      List<IndexUnits> all,
      WriteItem write,
      IndexDefinition index,
      boolean local,
      @Nullable ItemView before,
      @Nullable ItemView after) {
    int units = IndexCosts.units(write.keySchema(), index, write.key(), before, after);
    if (units > 0) {
      all.add(new IndexUnits(index.name(), local, units));
    }
  }

  /** Answers the index of the proposal, or 0 when there is none and the caller was told so. */
  long propose(
      Draft draft,
      long timestampMs,
      PartitionResponse response,
      Consumer<PartitionResponse> reply) {
    if (draft.changes()) {
      shards.roll(draft, proposals.lastIndex(), timestampMs);
    }
    LocalCounts counts = draft.counts();
    if (counts != null) {
      draft.add(new LogCommand.Row.Store(SideRows.localCounts(partition), counts.encode()));
    }
    LogCommand command = draft.command(timestampMs);
    long index = proposals.propose(command, response, reply);
    if (index > 0) {
      rows.proposed(index, command);
      shards.proposed(draft);
      backlog.proposed(index, draft.changeBytes());
    }
    return index;
  }

  private static boolean equal(@Nullable ItemView one, @Nullable ItemView other) {
    return one != null
        && other != null
        && one.sizeBytes() == other.sizeBytes()
        && one.toItem().equals(other.toItem());
  }

  private static long sizeOf(@Nullable ItemView item) {
    return item == null ? 0 : item.sizeBytes();
  }

  static byte[] bytes(ItemView item) {
    return Arrays.copyOfRange(item.bytes(), item.offset(), item.offset() + item.length());
  }
}
