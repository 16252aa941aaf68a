package dev.stator.model.key;

import dev.stator.base.Check;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of rows in a node's engine (docs/formats/keys-1.md):
 *
 * <pre>
 * item row: partition id (8) | hash (8) | partition key, delimited | row kind (1) | sort key
 * meta row: 0x80 | partition id (8) | meta kind (1)
 * side row: 0x81 | partition id (8) | side kind (1) | the kind's own key
 * </pre>
 *
 * <p>Partition ids are not negative, so meta and side rows of all partitions lie behind all item
 * rows and no range of items ever holds one. Meta rows are what one replica keeps about itself;
 * side rows are the partition's, the same on all replicas.
 */
public final class RowKeys {
  /** The row kind of the item itself; that of local index {@code i} is {@code 1 + i}. */
  public static final int ITEM = 0;

  /** The row kind of what a partition keeps about all items with one partition key together. */
  public static final int COLLECTION = 0xFF;

  private static final int META_SPACE = 0x80;
  private static final int SIDE_SPACE = 0x81;
  private static final int HASH_AT = Long.BYTES;
  private static final int PARTITION_KEY_AT = 2 * Long.BYTES;

  private RowKeys() {}

  /** The place of a partition key in the space of hashes, the same for ever. */
  public static long hash(AttributeValue partitionKey) {
    KeyWriter out = new KeyWriter(40);
    KeyEncoding.writeDelimited(out, partitionKey);
    return out.hashFrom(0);
  }

  /** The row of an item. */
  public static byte[] itemKey(long partitionId, PrimaryKey key) {
    KeyWriter out = itemsOf(partitionId, key.partition());
    AttributeValue sort = key.sort();
    if (sort != null) {
      KeyEncoding.writeLast(out, sort);
    }
    return out.toBytes();
  }

  /** The row about all items with one partition key together: no item, and found in no scan. */
  public static byte[] collectionKey(long partitionId, AttributeValue partitionKey) {
    byte[] key = itemsOf(partitionId, partitionKey).toBytes();
    key[key.length - 1] = (byte) COLLECTION;
    return key;
  }

  /** All item rows of a partition, of every kind, without its meta and side rows. */
  public static ByteRange partition(long partitionId) {
    return hashes(partitionId, HashRange.ALL);
  }

  /** The item rows of a partition whose hash is in the range. */
  public static ByteRange hashes(long partitionId, HashRange hashes) {
    return new ByteRange(
        bound(partitionId, hashes.from()),
        hashes.to() == 0 ? bound(partitionId + 1) : bound(partitionId, hashes.to()));
  }

  /** The rows of all items with one partition key that meet the condition. */
  public static ByteRange items(
      long partitionId, AttributeValue partitionKey, SortCondition condition) {
    KeyWriter out = itemsOf(partitionId, partitionKey);
    byte[] all = out.toBytes();
    return switch (condition) {
      case SortCondition.All _ -> new ByteRange(all, ByteRange.prefixEnd(all));
      case SortCondition.Equal c -> between(all, c.value(), c.value());
      case SortCondition.Between c -> between(all, c.low(), c.high());
      case SortCondition.Less c -> new ByteRange(all, join(all, c.value()));
      case SortCondition.LessOrEqual c ->
          new ByteRange(all, ByteRange.successor(join(all, c.value())));
      case SortCondition.Greater c ->
          new ByteRange(ByteRange.successor(join(all, c.value())), ByteRange.prefixEnd(all));
      case SortCondition.GreaterOrEqual c ->
          new ByteRange(join(all, c.value()), ByteRange.prefixEnd(all));
      case SortCondition.BeginsWith c -> prefixed(all, c.prefix());
    };
  }

  /**
   * The row that a node keeps about a partition itself, such as its applied index.
   *
   * @param kind 0 to 255, given out by the node
   */
  public static byte[] metaKey(long partitionId, int kind) {
    KeyWriter out = metaOf(partitionId);
    out.writeByte(kind);
    return out.toBytes();
  }

  /** All meta rows of a partition. */
  public static ByteRange meta(long partitionId) {
    byte[] prefix = metaOf(partitionId).toBytes();
    return new ByteRange(prefix, ByteRange.prefixEnd(prefix));
  }

  /** All meta rows of all partitions, as a node reads them when it starts. */
  public static ByteRange allMeta() {
    return new ByteRange(new byte[] {(byte) META_SPACE}, new byte[] {(byte) (META_SPACE + 1)});
  }

  public static boolean isMeta(byte[] rowKey) {
    return rowKey.length > 0 && rowKey[0] == (byte) META_SPACE;
  }

  /**
   * A row that a partition has beside its items, replicated as they are.
   *
   * @param kind 0 to 255, given out by the node
   * @param own what tells rows of that kind from each other, in their order
   */
  public static byte[] sideKey(long partitionId, int kind, byte... own) {
    KeyWriter out = sideOf(partitionId);
    out.writeByte(kind);
    out.writeBytes(own);
    return out.toBytes();
  }

  /** All side rows of a partition. */
  public static ByteRange side(long partitionId) {
    byte[] prefix = sideOf(partitionId).toBytes();
    return new ByteRange(prefix, ByteRange.prefixEnd(prefix));
  }

  /** All side rows of a partition that are of one kind. */
  public static ByteRange side(long partitionId, int kind) {
    byte[] prefix = sideKey(partitionId, kind);
    return new ByteRange(prefix, ByteRange.prefixEnd(prefix));
  }

  public static boolean isSide(byte[] rowKey) {
    return rowKey.length > 0 && rowKey[0] == (byte) SIDE_SPACE;
  }

  /** The kind of a side row. */
  public static int sideKind(byte[] rowKey) {
    checkLength(rowKey, 2 + Long.BYTES);
    return rowKey[1 + Long.BYTES] & 0xFF;
  }

  /** All rows of a partition that its log speaks of, in the order of their keys. */
  public static List<ByteRange> replicated(long partitionId) {
    return List.of(partition(partitionId), side(partitionId));
  }

  /** The partition that a row belongs to, for rows of every space. */
  public static long partitionId(byte[] rowKey) {
    int at = isMeta(rowKey) || isSide(rowKey) ? 1 : 0;
    checkLength(rowKey, at + Long.BYTES);
    return BigEndian.getLong(rowKey, at);
  }

  /** The kind of a meta row. */
  public static int metaKind(byte[] rowKey) {
    checkLength(rowKey, 2 + Long.BYTES);
    return rowKey[1 + Long.BYTES] & 0xFF;
  }

  /** The hash in an item row. */
  public static long rowHash(byte[] rowKey) {
    checkLength(rowKey, PARTITION_KEY_AT);
    return BigEndian.getLong(rowKey, HASH_AT);
  }

  /** The kind of an item row. */
  public static int kind(ScalarType partitionKeyType, byte[] rowKey) {
    int at = KeyEncoding.endOfDelimited(partitionKeyType, rowKey, PARTITION_KEY_AT);
    checkLength(rowKey, at + 1);
    return rowKey[at] & 0xFF;
  }

  /**
   * The key of an item from that of its row.
   *
   * @throws CorruptKeyException when the bytes are no item's row key of this schema
   */
  public static PrimaryKey decode(KeySchema schema, byte[] rowKey) {
    ScalarType type = schema.partitionKey().type();
    int end = KeyEncoding.endOfDelimited(type, rowKey, PARTITION_KEY_AT);
    checkLength(rowKey, end + 1);
    if (rowKey[end] != ITEM) {
      throw new CorruptKeyException("no item's row: kind " + rowKey[end]);
    }
    AttributeValue partition =
        KeyEncoding.decodeDelimited(type, rowKey, PARTITION_KEY_AT, end - PARTITION_KEY_AT);
    return new PrimaryKey(partition, sortKey(schema.sortKey(), rowKey, end + 1));
  }

  /** The same row under another partition, as a copy of a split or a move has it. */
  public static byte[] inPartition(byte[] rowKey, long partitionId) {
    byte[] copy = rowKey.clone();
    BigEndian.putLong(copy, isMeta(rowKey) || isSide(rowKey) ? 1 : 0, checked(partitionId));
    return copy;
  }

  private static @Nullable AttributeValue sortKey(
      @Nullable KeyAttribute attribute, byte[] rowKey, int at) {
    if (attribute != null) {
      return KeyEncoding.decodeLast(attribute.type(), rowKey, at, rowKey.length - at);
    }
    if (at != rowKey.length) {
      throw new CorruptKeyException("a sort key where the schema has none");
    }
    return null;
  }

  /** Everything before the sort key. */
  private static KeyWriter itemsOf(long partitionId, AttributeValue partitionKey) {
    KeyWriter out = new KeyWriter(64);
    out.writeLong(checked(partitionId));
    out.writeLong(0);
    KeyEncoding.writeDelimited(out, partitionKey);
    out.putLong(HASH_AT, out.hashFrom(PARTITION_KEY_AT));
    out.writeByte(ITEM);
    return out;
  }

  private static ByteRange between(byte[] all, AttributeValue low, AttributeValue high) {
    return new ByteRange(join(all, low), ByteRange.successor(join(all, high)));
  }

  private static ByteRange prefixed(byte[] all, AttributeValue prefix) {
    byte[] raw = KeyEncoding.raw(prefix);
    byte[] from = Arrays.copyOf(all, all.length + raw.length);
    System.arraycopy(raw, 0, from, all.length, raw.length);
    return new ByteRange(from, ByteRange.prefixEnd(from));
  }

  private static byte[] join(byte[] all, AttributeValue sort) {
    KeyWriter out = new KeyWriter(all.length + 40);
    out.writeBytes(all);
    KeyEncoding.writeLast(out, sort);
    return out.toBytes();
  }

  private static KeyWriter sideOf(long partitionId) {
    return spaceOf(SIDE_SPACE, partitionId);
  }

  private static KeyWriter metaOf(long partitionId) {
    return spaceOf(META_SPACE, partitionId);
  }

  private static KeyWriter spaceOf(int space, long partitionId) {
    KeyWriter out = new KeyWriter(2 + 3 * Long.BYTES);
    out.writeByte(space);
    out.writeLong(checked(partitionId));
    return out;
  }

  private static byte[] bound(long... parts) {
    byte[] bytes = new byte[parts.length * Long.BYTES];
    for (int i = 0; i < parts.length; i++) {
      BigEndian.putLong(bytes, i * Long.BYTES, parts[i]);
    }
    return bytes;
  }

  private static long checked(long partitionId) {
    Check.that(partitionId >= 0, "a partition id is not negative: %d", partitionId);
    return partitionId;
  }

  private static void checkLength(byte[] rowKey, int bytesMin) {
    if (rowKey.length < bytesMin) {
      throw new CorruptKeyException("a row key of " + rowKey.length + " bytes");
    }
  }
}
