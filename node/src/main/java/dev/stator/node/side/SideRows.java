package dev.stator.node.side;

import dev.stator.base.Bytes;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.CorruptKeyException;
import dev.stator.model.key.RowKeys;
import java.util.Arrays;

/** The keys of a partition's side rows. Pure. */
public final class SideRows {
  public static final int TRAITS = 1;
  public static final int CHANGE = 2;
  public static final int FEED = 3;
  public static final int FED = 4;
  public static final int SHARD = 5;
  public static final int PENDING = 6;
  public static final int DONE = 7;
  public static final int CLOCK = 8;
  public static final int LOCAL_COUNTS = 9;

  private static final int OWN_AT = 1 + Long.BYTES + 1;

  private SideRows() {}

  /** What the partition knows of its table. */
  public static byte[] traits(long partition) {
    return RowKeys.sideKey(partition, TRAITS);
  }

  /** One change record. */
  public static byte[] change(long partition, ChangePlace place) {
    byte[] own = new byte[Long.BYTES + Short.BYTES];
    Bytes.putLong(own, 0, place.index());
    own[Long.BYTES] = (byte) (place.position() >>> 8);
    own[Long.BYTES + 1] = (byte) place.position();
    return RowKeys.sideKey(partition, CHANGE, own);
  }

  /** All change records. */
  public static ByteRange changes(long partition) {
    return RowKeys.side(partition, CHANGE);
  }

  /** The place of a change, from the key of its row. */
  public static ChangePlace placeOf(byte[] changeKey) {
    if (changeKey.length != OWN_AT + Long.BYTES + Short.BYTES) {
      throw new CorruptKeyException("no change's row key: " + changeKey.length + " bytes");
    }
    int at = OWN_AT + Long.BYTES;
    return new ChangePlace(
        Bytes.getLong(changeKey, OWN_AT),
        ((changeKey[at] & 0xFF) << 8) | (changeKey[at + 1] & 0xFF));
  }

  /** How far the feed of one global index has come. */
  public static byte[] feed(long partition, long indexId) {
    return RowKeys.sideKey(partition, FEED, eight(indexId));
  }

  /** The index, base partition or stream that a row's own key begins with. */
  public static long ownId(byte[] sideKey) {
    if (sideKey.length < OWN_AT + Long.BYTES) {
      throw new CorruptKeyException("a side row's key of " + sideKey.length + " bytes");
    }
    return Bytes.getLong(sideKey, OWN_AT);
  }

  /** How much of a base partition is in this partition of a global index. */
  public static byte[] fed(long partition, long basePartition) {
    return RowKeys.sideKey(partition, FED, eight(basePartition));
  }

  /** A shard of a stream, by the log index of its beginning. */
  public static byte[] shard(long partition, long streamId, long beginIndex) {
    byte[] own = new byte[2 * Long.BYTES];
    Bytes.putLong(own, 0, streamId);
    Bytes.putLong(own, Long.BYTES, beginIndex);
    return RowKeys.sideKey(partition, SHARD, own);
  }

  /** The transaction that is prepared on an item. */
  public static byte[] pending(long partition, byte[] rowKey) {
    return RowKeys.sideKey(partition, PENDING, rowKey);
  }

  /** All transactions that are prepared on items. */
  public static ByteRange pending(long partition) {
    return RowKeys.side(partition, PENDING);
  }

  /** Whether it is the key of a pending row, of any partition. */
  public static boolean isPending(byte[] rowKey) {
    return RowKeys.isSide(rowKey) && rowKey.length > OWN_AT && rowKey[OWN_AT - 1] == PENDING;
  }

  /** The row key of the item, from the key of its pending row. */
  public static byte[] itemOfPending(byte[] pendingKey) {
    if (pendingKey.length <= OWN_AT) {
      throw new CorruptKeyException("no pending row's key: " + pendingKey.length + " bytes");
    }
    return Arrays.copyOfRange(pendingKey, OWN_AT, pendingKey.length);
  }

  /** What became of a transaction here. */
  public static byte[] done(long partition, TransactionId id) {
    return RowKeys.sideKey(partition, DONE, id.encode());
  }

  /** What became of all transactions with ids of one bucket. */
  public static ByteRange done(long partition, long bucket) {
    return new ByteRange(
        RowKeys.sideKey(partition, DONE, eight(TransactionId.firstAttempt(bucket))),
        RowKeys.sideKey(partition, DONE, eight(TransactionId.firstAttempt(bucket + 1))));
  }

  /** What became of all transactions with ids of this bucket and later ones. */
  public static ByteRange doneFrom(long partition, long bucket) {
    return new ByteRange(done(partition, bucket).from(), RowKeys.side(partition, DONE).to());
  }

  /** The transaction, from the key of its done row. */
  public static TransactionId idOfDone(byte[] doneKey) {
    if (doneKey.length != OWN_AT + TransactionId.BYTES) {
      throw new CorruptKeyException("no done row's key: " + doneKey.length + " bytes");
    }
    return TransactionId.decode(doneKey, OWN_AT);
  }

  /** The highest timestamp of a deletion. */
  public static byte[] clock(long partition) {
    return RowKeys.sideKey(partition, CLOCK);
  }

  /** How many rows the local indexes have here. */
  public static byte[] localCounts(long partition) {
    return RowKeys.sideKey(partition, LOCAL_COUNTS);
  }

  private static byte[] eight(long number) {
    byte[] own = new byte[Long.BYTES];
    Bytes.putLong(own, 0, number);
    return own;
  }
}
