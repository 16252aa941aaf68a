package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionRequest.RowKind;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.expression.IndexCondition;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.IndexRowKeys;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Query, a Scan or a SELECT reads: a table, or one of its indexes. */
sealed interface Source {
  TableDescriptor table();

  /** The keys by which it is sorted, and by which it can be queried. */
  IndexKeys keys();

  /** Null for a table. */
  @Nullable IndexDefinition index();

  /** Where its rows are, in order of their hashes. */
  List<PartitionRange> partitions();

  /** The partition that has the rows of this hash. */
  PartitionRange partition(long hash);

  /** The hash of all of its partition keys. */
  long hash(List<AttributeValue> partitionKeys);

  /** The rows that a condition asks for, in the partition that has them. */
  ByteRange rows(long partition, IndexCondition condition);

  /** The kind of its rows among those of its partitions; null when these have no others. */
  @Nullable RowKind kind();

  /** The row of a key. */
  byte[] rowKey(long partition, IndexKey key);

  /** The key of a row. */
  IndexKey decode(byte[] rowKey);

  /**
   * What a request names.
   *
   * @param index the name of an index, or null for the table
   * @throws ApiException when the table has no such index that can be read
   */
  static Source of(TableDescriptor table, @Nullable String index) {
    if (index == null) {
      return new OfTable(table);
    }
    int local = table.indexes().localIndex(index);
    if (local >= 0) {
      return new OfLocal(table, local, table.indexes().local().get(local));
    }
    GlobalIndex global = table.indexes().global(index);
    if (global == null) {
      throw none(index);
    }
    return switch (global.status()) {
      case ACTIVE, UPDATING -> new OfGlobal(table, global);
      case CREATING ->
          throw ApiException.validation(
              "Cannot read from backfilling global secondary index: " + index);
      case DELETING -> throw none(index);
    };
  }

  private static ApiException none(String index) {
    return ApiException.validation("The table does not have the specified index: " + index);
  }

  /** Refuses a strong read where there is none. */
  default void checkConsistency(boolean consistent) {
    if (consistent && this instanceof OfGlobal) {
      throw ApiException.validation(
          "Consistent reads are not supported on global secondary indexes");
    }
  }

  /** The attributes of a key, as in {@code LastEvaluatedKey}. */
  default Item toItem(IndexKey key) {
    Map<String, AttributeValue> attributes =
        new LinkedHashMap<>(Keys.toItem(table().keySchema(), key.item()).attributes());
    put(attributes, keys().partition(), key.partition());
    put(attributes, keys().sort(), key.sort());
    return new Item(attributes);
  }

  private static void put(
      Map<String, AttributeValue> attributes,
      List<KeyAttribute> keys,
      List<AttributeValue> values) {
    for (int i = 0; i < keys.size(); i++) {
      attributes.put(keys.get(i).name(), values.get(i));
    }
  }

  /**
   * The key that a request names: the attributes of the table's key and the index's, and no others.
   *
   * @throws ApiException when they are not
   */
  default IndexKey fromKeyMap(Map<String, AttributeValue> key) {
    KeySchema schema = table().keySchema();
    if (index() == null) {
      return IndexKey.ofTable(Keys.fromKeyMap(schema, key));
    }
    Map<String, AttributeValue> ofTable = new LinkedHashMap<>();
    schema
        .names()
        .forEach(name -> {
          AttributeValue value = key.get(name);
          if (value != null) {
            ofTable.put(name, value);
          }
        });
    long ofIndex = keys().all().filter(attribute -> !schema.contains(attribute.name())).count();
    if (key.size() != schema.size() + ofIndex) {
      throw ApiException.validation(Keys.SCHEMA_MISMATCH);
    }
    PrimaryKey item = Keys.fromKeyMap(schema, ofTable);
    List<AttributeValue> partition = new ArrayList<>();
    for (KeyAttribute attribute : keys().partition()) {
      AttributeValue value = ofIndex(attribute, key);
      Keys.checkPartition(attribute, value);
      partition.add(value);
    }
    List<AttributeValue> sort = new ArrayList<>();
    for (KeyAttribute attribute : keys().sort()) {
      AttributeValue value = ofIndex(attribute, key);
      Keys.checkSort(attribute, value);
      sort.add(value);
    }
    return new IndexKey(partition, sort, item);
  }

  private AttributeValue ofIndex(KeyAttribute attribute, Map<String, AttributeValue> key) {
    AttributeValue value = key.get(attribute.name());
    IndexDefinition index = index();
    if (value == null || index == null || !Keys.hasType(value, attribute.type())) {
      throw ApiException.validation(Keys.SCHEMA_MISMATCH);
    }
    String empty = Keys.emptiness(value);
    if (empty != null) {
      throw ApiException.validation(Keys.emptyOfIndex(index.name(), attribute.name(), empty));
    }
    return value;
  }

  /** The key of a row that holds this. */
  default IndexKey keyOf(Item row) {
    Map<String, AttributeValue> attributes = row.attributes();
    return new IndexKey(
        values(keys().partition(), attributes),
        values(keys().sort(), attributes),
        Keys.fromItem(table().keySchema(), row));
  }

  private static List<AttributeValue> values(
      List<KeyAttribute> keys, Map<String, AttributeValue> from) {
    List<AttributeValue> values = new ArrayList<>();
    for (KeyAttribute key : keys) {
      AttributeValue value = from.get(key.name());
      if (value == null || !Keys.hasType(value, key.type())) {
        throw ApiException.validation(Keys.SCHEMA_MISMATCH);
      }
      values.add(value);
    }
    return values;
  }

  /** The table itself. */
  record OfTable(TableDescriptor table) implements Source {
    @Override
    public IndexKeys keys() {
      return IndexKeys.of(table.keySchema());
    }

    @Override
    public @Nullable IndexDefinition index() {
      return null;
    }

    @Override
    public List<PartitionRange> partitions() {
      return table.partitions();
    }

    @Override
    public PartitionRange partition(long hash) {
      return table.partition(hash);
    }

    @Override
    public long hash(List<AttributeValue> partitionKeys) {
      return RowKeys.hash(partitionKeys.getFirst());
    }

    @Override
    public ByteRange rows(long partition, IndexCondition condition) {
      return RowKeys.items(partition, condition.partition().getFirst(), condition.next());
    }

    @Override
    public @Nullable RowKind kind() {
      return table.indexes().local().isEmpty()
          ? null
          : new RowKind(table.keySchema().partitionKey().type(), RowKeys.ITEM);
    }

    @Override
    public byte[] rowKey(long partition, IndexKey key) {
      return RowKeys.itemKey(partition, key.item());
    }

    @Override
    public IndexKey decode(byte[] rowKey) {
      return IndexKey.ofTable(RowKeys.decode(table.keySchema(), rowKey));
    }
  }

  /**
   * A local index, which lies beside the items.
   *
   * @param place among the table's local indexes
   */
  record OfLocal(TableDescriptor table, int place, IndexDefinition index) implements Source {
    @Override
    public IndexKeys keys() {
      return index.keys();
    }

    @Override
    public List<PartitionRange> partitions() {
      return table.partitions();
    }

    @Override
    public PartitionRange partition(long hash) {
      return table.partition(hash);
    }

    @Override
    public long hash(List<AttributeValue> partitionKeys) {
      return RowKeys.hash(partitionKeys.getFirst());
    }

    @Override
    public ByteRange rows(long partition, IndexCondition condition) {
      return IndexRowKeys.local(
          partition, place, condition.partition().getFirst(), condition.next());
    }

    @Override
    public RowKind kind() {
      return new RowKind(table.keySchema().partitionKey().type(), IndexRowKeys.localKind(place));
    }

    @Override
    public byte[] rowKey(long partition, IndexKey key) {
      return IndexRowKeys.local(partition, place, key.sort().getFirst(), key.item());
    }

    @Override
    public IndexKey decode(byte[] rowKey) {
      return IndexRowKeys.decodeLocal(
          table.keySchema(), place, index.keys().sort().getFirst(), rowKey);
    }
  }

  /** A global index, in partitions of its own. */
  record OfGlobal(TableDescriptor table, GlobalIndex global) implements Source {
    @Override
    public IndexKeys keys() {
      return global.definition().keys();
    }

    @Override
    public IndexDefinition index() {
      return global.definition();
    }

    @Override
    public List<PartitionRange> partitions() {
      return global.partitions();
    }

    @Override
    public PartitionRange partition(long hash) {
      return global.partition(hash);
    }

    @Override
    public long hash(List<AttributeValue> partitionKeys) {
      return IndexRowKeys.hash(partitionKeys);
    }

    @Override
    public ByteRange rows(long partition, IndexCondition condition) {
      return IndexRowKeys.global(
          partition, condition.partition(), condition.equal(), condition.next());
    }

    @Override
    public @Nullable RowKind kind() {
      return null;
    }

    @Override
    public byte[] rowKey(long partition, IndexKey key) {
      return IndexRowKeys.global(partition, key);
    }

    @Override
    public IndexKey decode(byte[] rowKey) {
      return IndexRowKeys.decodeGlobal(table.keySchema(), keys(), rowKey);
    }
  }
}
