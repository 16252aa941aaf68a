package dev.stator.cluster.message;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.PrimaryKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request router asks of one partition. */
public sealed interface PartitionRequest {
  /** The partition's id. */
  long partition();

  /**
   * Reads one row.
   *
   * @param consistent true for a strongly consistent read
   */
  record ReadRow(long partition, byte[] rowKey, boolean consistent) implements PartitionRequest {}

  /**
   * Writes one item if its condition holds, as evaluated by the leader.
   *
   * @param key the item's primary key
   * @param condition null when the write is unconditional
   * @param returnValues what of the item the answer should hold
   * @param returnOldOnFailure whether a failed condition answers with the item as it was found
   * @param countsIndexes whether the answer says what the write costs in indexes
   */
  record WriteItem(
      long partition,
      KeySchema keySchema,
      PrimaryKey key,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      ReturnValues returnValues,
      boolean returnOldOnFailure,
      boolean countsIndexes)
      implements PartitionRequest {
    /** A write whose cost in indexes nobody asks for. */
    public WriteItem(
        long partition,
        KeySchema keySchema,
        PrimaryKey key,
        Mutation mutation,
        @Nullable ConditionExpression condition,
        ReturnValues returnValues,
        boolean returnOldOnFailure) {
      this(partition, keySchema, key, mutation, condition, returnValues, returnOldOnFailure, false);
    }
  }

  /**
   * Reads rows of a range in order, up to a number of rows or bytes.
   *
   * @param range row keys, without those already read
   * @param rowsMax how many rows may be looked at, at least 1
   * @param bytesMax the page ends with the row that makes its item sizes reach this; in bytes
   * @param filter rows that fail it are counted but not answered; null for none
   * @param countOnly whether the rows themselves are wanted
   * @param kind of the rows that are meant; others are passed over and not counted. Null when there
   *     are no others in the range
   */
  record ReadPage(
      long partition,
      ByteRange range,
      boolean reverse,
      int rowsMax,
      long bytesMax,
      @Nullable ConditionExpression filter,
      boolean countOnly,
      boolean consistent,
      @Nullable RowKind kind)
      implements PartitionRequest {
    /** A page of a range that has rows of one kind only. */
    public ReadPage(
        long partition,
        ByteRange range,
        boolean reverse,
        int rowsMax,
        long bytesMax,
        @Nullable ConditionExpression filter,
        boolean countOnly,
        boolean consistent) {
      this(partition, range, reverse, rowsMax, bytesMax, filter, countOnly, consistent, null);
    }
  }

  /**
   * Rows of items, or those of one local index, among all of a partition of a table.
   *
   * @param partitionKey the type of the table's partition key
   * @param kind as {@link dev.stator.model.key.RowKeys#kind} has it
   */
  record RowKind(ScalarType partitionKey, int kind) {}

  /** Asks how much the partition holds. */
  record ReadStatistics(long partition) implements PartitionRequest {}

  /**
   * What the cluster itself asks of a partition's leader, to keep indexes and streams. All of it
   * may be asked again without doing anything twice.
   */
  sealed interface Upkeep extends PartitionRequest {}

  /**
   * Tells the partition of its table, from the next write on. Answered with {@link
   * PartitionResponse.Done} when that is applied, and when it knew this or something newer already.
   */
  record Configure(long partition, PartitionTraits traits) implements Upkeep {}

  /**
   * Reads changes in order. Answered with {@link PartitionResponse.Changes}.
   *
   * @param after the first change may come directly after this place
   * @param rowsMax how many, at least 1
   * @param bytesMax the answer ends with the change that reaches this
   */
  record ReadChanges(long partition, ChangePlace after, int rowsMax, long bytesMax)
      implements Upkeep {}

  /** Asks for the shards of all the table's streams: {@link PartitionResponse.Shards}. */
  record ReadShards(long partition) implements Upkeep {}

  /** Asks how far the feeds of all global indexes are: {@link PartitionResponse.Feeds}. */
  record ReadFeeds(long partition) implements Upkeep {}

  /**
   * Touches more of the items that are there, for a global index that is new to the partition.
   * Answered with the one feed's state in {@link PartitionResponse.Feeds}, which is empty when the
   * partition does not feed the index.
   *
   * @param rowsMax how many items, at least 1; may be fewer
   */
  record WalkFeed(long partition, long indexId, int rowsMax) implements Upkeep {}

  /**
   * Notes that everything up to a place is in the index. What is behind the noted place already, or
   * of an index that is not fed, changes nothing.
   *
   * @param whole whether the index lacks nothing of this partition
   */
  record KeepFeed(long partition, long indexId, ChangePlace cursor, boolean whole)
      implements Upkeep {}

  /**
   * Brings a part of a global index up to date with changes of one partition of its table.
   *
   * @param partition of the index
   * @param operations in the order of their changes; all that a change does here. They begin after
   *     what was brought before, and skip nothing
   */
  record ApplyIndex(long partition, long basePartition, List<IndexOperation> operations)
      implements Upkeep {
    public ApplyIndex {
      operations = List.copyOf(operations);
    }
  }

  /** A step of a transaction, by the leader. */
  record Transact(long partition, TransactionRequest step) implements PartitionRequest {}

  /** The change that a {@link WriteItem} makes. */
  sealed interface Mutation {
    /** Replaces the item. */
    record Put(EncodedItem item) implements Mutation {}

    /** Changes attributes of the item, which comes into being when it was not there. */
    record Update(@Nullable UpdateExpression expression) implements Mutation {}

    /** Removes the item. */
    record Delete() implements Mutation {}
  }

  /** What of the item a write answers with. */
  enum ReturnValues {
    NONE,
    ALL_OLD,
    UPDATED_OLD,
    ALL_NEW,
    UPDATED_NEW
  }
}
