package dev.stator.cluster.message;

import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.model.ApiException;
import dev.stator.model.Item;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.item.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A partition's answer. */
public sealed interface PartitionResponse {
  /**
   * @param row null when there is none
   */
  record Row(@Nullable StoredRow row) implements PartitionResponse {}

  /**
   * The write is committed and applied.
   *
   * @param returned what was asked for with {@code ReturnValues}; null when there is nothing
   * @param oldBytes the item's size before, 0 when it did not exist
   * @param newBytes the item's size after, 0 when it does not exist
   * @param collectionBytes the size of the item's collection after, its rows in local indexes
   *     included; -1 when the table has no local index
   * @param indexUnits what the write consumes in indexes that it changes, if that was asked for
   */
  record Written(
      @Nullable Item returned,
      int oldBytes,
      int newBytes,
      long collectionBytes,
      List<IndexUnits> indexUnits)
      implements PartitionResponse {
    public Written {
      indexUnits = List.copyOf(indexUnits);
    }

    /** Of a table without local indexes. */
    public Written(@Nullable Item returned, int oldBytes, int newBytes) {
      this(returned, oldBytes, newBytes, -1, List.of());
    }

    public Written withCollection(long bytes) {
      return bytes < 0 ? this : new Written(returned, oldBytes, newBytes, bytes, indexUnits);
    }

    public Written withIndexUnits(List<IndexUnits> units) {
      return new Written(returned, oldBytes, newBytes, collectionBytes, units);
    }
  }

  /**
   * The condition did not hold; nothing was written.
   *
   * @param found the item as it was found, if that was asked for and it exists
   * @param foundBytes the size of the item that was found, 0 when there was none
   */
  record ConditionFailed(@Nullable Item found, int foundBytes) implements PartitionResponse {}

  /** The request cannot be carried out on this item: the service's own error. */
  record Refused(ApiException error) implements PartitionResponse {}

  /**
   * A page of rows.
   *
   * @param rows stored rows that passed the filter, in order; empty when only a count was asked for
   * @param matched how many passed the filter
   * @param scanned how many were looked at
   * @param scannedBytes the sum of their items' sizes
   * @param lastRowKey the key of the last row looked at, when the page ended before the range did
   */
  record Page(
      List<StoredRow> rows,
      int matched,
      int scanned,
      long scannedBytes,
      byte @Nullable [] lastRowKey)
      implements PartitionResponse {}

  /**
   * How many items there are, and the sum of their sizes in bytes.
   *
   * @param local the rows of local indexes, in the order of their row kinds; empty while none of
   *     them ever had a row
   */
  record Statistics(long items, long bytes, List<Count> local) implements PartitionResponse {
    public Statistics {
      local = List.copyOf(local);
    }

    /** Of a partition without local indexes. */
    public Statistics(long items, long bytes) {
      this(items, bytes, List.of());
    }
  }

  /** How many rows an index has, and the sum of their sizes in bytes. */
  record Count(long items, long bytes) {
    public static final Count NONE = new Count(0, 0);

    public Count plus(long moreItems, long moreBytes) {
      return new Count(items + moreItems, bytes + moreBytes);
    }
  }

  /** Answers to {@link PartitionRequest.Upkeep}. */
  sealed interface Kept extends PartitionResponse {}

  /** What was asked for is so, and it is committed and applied. */
  record Done() implements Kept {}

  /**
   * Changes in order.
   *
   * @param more whether there were more when they were read
   */
  record Changes(List<ChangeRecord> records, boolean more) implements Kept {
    public Changes {
      records = List.copyOf(records);
    }
  }

  /**
   * Shards in the order of their streams and beginnings.
   *
   * @param appliedIndex a log index whose entry, and all before it, was applied before the shards
   *     were read; no write that was answered before the question has a later one
   */
  record Shards(List<Shard> shards, long appliedIndex) implements Kept {
    public Shards {
      shards = List.copyOf(shards);
    }
  }

  /** Feeds of global indexes in the order of the indexes' ids. */
  record Feeds(List<FeedState> feeds) implements Kept {
    public Feeds {
      feeds = List.copyOf(feeds);
    }
  }

  /** What became of a step of a transaction. */
  record Transacted(TransactionResponse response) implements PartitionResponse {}

  /** A transaction is under way on the item; nothing was done. It will be over soon. */
  record Conflict() implements PartitionResponse {}

  /** This replica cannot serve the request; nothing was done. Try {@code leader} if it is known. */
  record NotLeader(@Nullable String leader) implements PartitionResponse {}

  /** The node does not host the partition; nothing was done. */
  record NotHosted() implements PartitionResponse {}

  /** A queue or budget is at its limit; nothing was done. Try again later. */
  record Busy(String reason) implements PartitionResponse {}

  /** The write may or may not happen. */
  record Unknown(String reason) implements PartitionResponse {}

  /** The node cannot read or write what it needs (damage, disk); nothing was done. */
  record Failed(String reason) implements PartitionResponse {}
}
