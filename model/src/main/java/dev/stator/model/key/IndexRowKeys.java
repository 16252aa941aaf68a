package dev.stator.model.key;

import dev.stator.base.Check;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.index.IndexKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of rows of secondary indexes (docs/formats/keys-1.md):
 *
 * <pre>
 * local:  partition id (8) | hash (8) | partition key, delimited | 1 + i | index sort key, delimited
 *         | table sort key, last
 * global: partition id (8) | hash (8) | index partition keys, delimited each | 00
 *         | index sort keys, delimited each | table partition key, delimited | table sort key, last
 * </pre>
 *
 * <p>A row of a local index lies beside its item, with the same hash. A row of a global index lies
 * in a partition of that index, by the hash of the index's partition keys. Either is an item row to
 * {@link RowKeys}: the ranges of a partition and of its hashes hold it.
 */
public final class IndexRowKeys {
  /** Local indexes that row kinds are kept for; the service's limit is far below. */
  public static final int LOCAL_INDEXES_MAX = 254;

  private static final int KEYS_AT = 2 * Long.BYTES;

  private IndexRowKeys() {}

  /** The row kind of local index {@code index}, counted from 0 in the order of the table's. */
  public static int localKind(int index) {
    Check.that(index >= 0 && index < LOCAL_INDEXES_MAX, "local index %d", index);
    return 1 + index;
  }

  /** The row of an item in a local index of a table, which has a sort key. */
  public static byte[] local(
      long partitionId, int index, AttributeValue indexSort, PrimaryKey item) {
    KeyWriter out = rows(partitionId, List.of(item.partition()), localKind(index));
    KeyEncoding.writeDelimited(out, indexSort);
    writeSort(out, item);
    return out.toBytes();
  }

  /** The rows of all items with one partition key whose index sort key meets the condition. */
  public static ByteRange local(
      long partitionId, int index, AttributeValue partitionKey, SortCondition condition) {
    KeyWriter out = rows(partitionId, List.of(partitionKey), localKind(index));
    return delimited(out.toBytes(), condition);
  }

  /**
   * The keys in a local index's row.
   *
   * @throws CorruptKeyException when the bytes are no row of this index of this table
   */
  public static IndexKey decodeLocal(
      KeySchema table, int index, KeyAttribute indexSort, byte[] rowKey) {
    Reading in = new Reading(rowKey);
    AttributeValue partition = in.delimited(table.partitionKey());
    in.kind(localKind(index));
    AttributeValue sort = in.delimited(indexSort);
    return new IndexKey(
        List.of(partition), List.of(sort), new PrimaryKey(partition, in.last(table.sortKey())));
  }

  /** The place of a global index's partition keys in the space of hashes, the same for ever. */
  public static long hash(List<AttributeValue> partitionKeys) {
    KeyWriter out = new KeyWriter(64);
    partitionKeys.forEach(key -> KeyEncoding.writeDelimited(out, key));
    return out.hashFrom(0);
  }

  /** The row of an item in a global index. */
  public static byte[] global(long partitionId, IndexKey key) {
    KeyWriter out = rows(partitionId, key.partition(), RowKeys.ITEM);
    key.sort().forEach(sort -> KeyEncoding.writeDelimited(out, sort));
    KeyEncoding.writeDelimited(out, key.item().partition());
    writeSort(out, key.item());
    return out.toBytes();
  }

  /**
   * The rows of a global index with these partition keys whose first sort keys are equal to those
   * given, and whose next one meets the condition.
   *
   * @param partition all of the index's partition keys
   * @param equal its first sort keys, perhaps none
   * @param next about the sort key after those; {@link SortCondition.All} when there is none
   */
  public static ByteRange global(
      long partitionId,
      List<AttributeValue> partition,
      List<AttributeValue> equal,
      SortCondition next) {
    KeyWriter out = rows(partitionId, partition, RowKeys.ITEM);
    equal.forEach(sort -> KeyEncoding.writeDelimited(out, sort));
    return delimited(out.toBytes(), next);
  }

  /**
   * The keys in a global index's row.
   *
   * @throws CorruptKeyException when the bytes are no row of such an index of this table
   */
  public static IndexKey decodeGlobal(KeySchema table, IndexKeys keys, byte[] rowKey) {
    Reading in = new Reading(rowKey);
    List<AttributeValue> partition = in.delimited(keys.partition());
    in.kind(RowKeys.ITEM);
    List<AttributeValue> sort = in.delimited(keys.sort());
    AttributeValue itemPartition = in.delimited(table.partitionKey());
    return new IndexKey(partition, sort, new PrimaryKey(itemPartition, in.last(table.sortKey())));
  }

  private static KeyWriter rows(long partitionId, List<AttributeValue> partitionKeys, int kind) {
    Check.that(partitionId >= 0, "a partition id is not negative: %d", partitionId);
    KeyWriter out = new KeyWriter(96);
    out.writeLong(partitionId);
    out.writeLong(0);
    partitionKeys.forEach(key -> KeyEncoding.writeDelimited(out, key));
    out.putLong(Long.BYTES, out.hashFrom(KEYS_AT));
    out.writeByte(kind);
    return out;
  }

  private static void writeSort(KeyWriter out, PrimaryKey item) {
    AttributeValue sort = item.sort();
    if (sort != null) {
      KeyEncoding.writeLast(out, sort);
    }
  }

  /** The rows that begin with {@code all} and then have a value that meets the condition. */
  private static ByteRange delimited(byte[] all, SortCondition condition) {
    byte[] end = ByteRange.prefixEnd(all);
    return switch (condition) {
      case SortCondition.All _ -> new ByteRange(all, end);
      case SortCondition.Equal c -> new ByteRange(from(all, c.value()), behind(all, c.value()));
      case SortCondition.Between c -> new ByteRange(from(all, c.low()), behind(all, c.high()));
      case SortCondition.Less c -> new ByteRange(all, from(all, c.value()));
      case SortCondition.LessOrEqual c -> new ByteRange(all, behind(all, c.value()));
      case SortCondition.Greater c -> new ByteRange(behind(all, c.value()), end);
      case SortCondition.GreaterOrEqual c -> new ByteRange(from(all, c.value()), end);
      case SortCondition.BeginsWith c -> beginning(all, c.prefix());
    };
  }

  /** Where rows with this value, or a greater one, begin. */
  private static byte[] from(byte[] all, AttributeValue value) {
    KeyWriter out = new KeyWriter(all.length + 40);
    out.writeBytes(all);
    KeyEncoding.writeDelimited(out, value);
    return out.toBytes();
  }

  /** Where rows with a greater value begin. */
  private static byte[] behind(byte[] all, AttributeValue value) {
    return ByteRange.prefixEnd(from(all, value));
  }

  private static ByteRange beginning(byte[] all, AttributeValue prefix) {
    KeyWriter out = new KeyWriter(all.length + 40);
    out.writeBytes(all);
    KeyEncoding.writePrefix(out, prefix);
    byte[] from = out.toBytes();
    return new ByteRange(from, ByteRange.prefixEnd(from));
  }

  /** Takes a row's key apart, from its first key value on. */
  private static final class Reading {
    private final byte[] row;
    private int at = KEYS_AT;

    Reading(byte[] row) {
      this.row = row;
      checkLength(KEYS_AT);
    }

    List<AttributeValue> delimited(List<KeyAttribute> keys) {
      List<AttributeValue> values = new ArrayList<>(keys.size());
      keys.forEach(key -> values.add(delimited(key)));
      return values;
    }

    AttributeValue delimited(KeyAttribute key) {
      int end = KeyEncoding.endOfDelimited(key.type(), row, at);
      AttributeValue value = KeyEncoding.decodeDelimited(key.type(), row, at, end - at);
      at = end;
      return value;
    }

    void kind(int expected) {
      checkLength(at + 1);
      int kind = row[at++] & 0xFF;
      if (kind != expected) {
        throw new CorruptKeyException("no row of this index: kind " + kind);
      }
    }

    @Nullable AttributeValue last(@Nullable KeyAttribute key) {
      if (key != null) {
        return KeyEncoding.decodeLast(key.type(), row, at, row.length - at);
      }
      if (at != row.length) {
        throw new CorruptKeyException("a sort key where the schema has none");
      }
      return null;
    }

    private void checkLength(int bytesMin) {
      if (row.length < bytesMin) {
        throw new CorruptKeyException("a row key of " + row.length + " bytes");
      }
    }
  }
}
