package dev.stator.cluster.table;

import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.key.HashRange;
import dev.stator.model.key.PrimaryKey;
import java.util.List;
import java.util.TreeMap;

/**
 * The system table, where the cluster's own metadata lives as items, in a partition and replication
 * group of the same kind as any other.
 *
 * <p>Its key is {@code kind} (such as {@code table}) and {@code name}.
 */
public final class SystemTables {
  /** The partition (and replication group) of the system table. User partitions start later. */
  public static final long PARTITION = 1;

  /** The first id that a user's partition may get. */
  public static final long FIRST_USER_PARTITION = 1024;

  public static final String KIND = "kind";
  public static final String NAME = "name";
  public static final String KIND_TABLE = "table";
  public static final String KIND_COUNTER = "counter";
  public static final String KIND_NODE = "node";
  public static final String KIND_PLACEMENT = "placement";
  public static final String KIND_REMOVAL = "removal";

  public static final KeySchema KEY_SCHEMA =
      new KeySchema(new KeyAttribute(KIND, ScalarType.S), new KeyAttribute(NAME, ScalarType.S));

  /** The system table itself, as a descriptor: not in the directory, known by every member. */
  public static final TableDescriptor DESCRIPTOR =
      new TableDescriptor(
          "stator.system",
          "00000000-0000-0000-0000-000000000001",
          KEY_SCHEMA,
          TableStatus.ACTIVE,
          0,
          true,
          0,
          Throughput.NONE,
          true,
          new TreeMap<>(),
          List.of(new PartitionRange(PARTITION, HashRange.ALL)));

  private SystemTables() {}

  /** The key of a table's descriptor. */
  public static PrimaryKey tableKey(String tableName) {
    return key(KIND_TABLE, tableName);
  }

  /** The key of the counter that gives out partition ids. */
  public static PrimaryKey partitionCounterKey() {
    return key(KIND_COUNTER, "partition");
  }

  /** The key of a node's registration. */
  public static PrimaryKey nodeKey(String node) {
    return key(KIND_NODE, node);
  }

  /** The key of a node's removal. */
  public static PrimaryKey removalKey(String node) {
    return key(KIND_REMOVAL, node);
  }

  /** The key of a partition's placement. */
  public static PrimaryKey placementKey(long partition) {
    return key(KIND_PLACEMENT, Long.toString(partition));
  }

  private static PrimaryKey key(String kind, String name) {
    return new PrimaryKey(new AttributeValue.S(kind), new AttributeValue.S(name));
  }
}
