package dev.stator.node.side;

import dev.stator.base.Bytes;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.CorruptKeyException;
import dev.stator.model.key.RowKeys;

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

  private static byte[] eight(long number) {
    byte[] own = new byte[Long.BYTES];
    Bytes.putLong(own, 0, number);
    return own;
  }
}
