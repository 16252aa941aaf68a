package dev.stator.cluster.message;

import dev.stator.model.KeySchema;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.PrimaryKey;
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
   */
  record WriteItem(
      long partition,
      KeySchema keySchema,
      PrimaryKey key,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      ReturnValues returnValues,
      boolean returnOldOnFailure)
      implements PartitionRequest {}

  /**
   * Reads rows of a range in order, up to a number of rows or bytes.
   *
   * @param range row keys, without those already read
   * @param rowsMax how many rows may be looked at, at least 1
   * @param bytesMax the page ends with the row that makes its item sizes reach this; in bytes
   * @param filter rows that fail it are counted but not answered; null for none
   * @param countOnly whether the rows themselves are wanted
   */
  record ReadPage(
      long partition,
      ByteRange range,
      boolean reverse,
      int rowsMax,
      long bytesMax,
      @Nullable ConditionExpression filter,
      boolean countOnly,
      boolean consistent)
      implements PartitionRequest {}

  /** Asks how much the partition holds. */
  record ReadStatistics(long partition) implements PartitionRequest {}

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
