package dev.stator.cluster.table;

import static dev.stator.cluster.table.Fields.boolOf;
import static dev.stator.cluster.table.Fields.checkVersion;
import static dev.stator.cluster.table.Fields.listOf;
import static dev.stator.cluster.table.Fields.longOf;
import static dev.stator.cluster.table.Fields.number;
import static dev.stator.cluster.table.Fields.text;
import static dev.stator.cluster.table.Fields.textOf;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.key.HashRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Table descriptors as items of the system table. Version 2 has what partitions must know of the
 * table, and its indexes; a table without is written in version 1, as before there were any.
 */
public final class TableItems {
  private static final int VERSION_1 = 1;
  private static final int VERSION_2 = 2;

  private TableItems() {}

  public static Item toItem(TableDescriptor table) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(SystemTables.KIND, text(SystemTables.KIND_TABLE));
    attributes.put(SystemTables.NAME, text(table.name()));
    boolean first = table.indexes().isEmpty() && table.traitsVersion() == 0;
    attributes.put("v", number(first ? VERSION_1 : VERSION_2));
    attributes.put("id", text(table.id()));
    attributes.put("hash", keyAttribute(table.keySchema().partitionKey()));
    KeyAttribute sort = table.keySchema().sortKey();
    if (sort != null) {
      attributes.put("range", keyAttribute(sort));
    }
    attributes.put("status", text(table.status().name()));
    attributes.put("created", number(table.createdMs()));
    attributes.put("onDemand", new AttributeValue.Bool(table.onDemand()));
    attributes.put("billingChanged", number(table.billingChangedMs()));
    attributes.put("throughput", throughput(table.throughput()));
    attributes.put("protected", new AttributeValue.Bool(table.deletionProtection()));
    Map<String, AttributeValue> settings = new LinkedHashMap<>();
    table.settings().forEach((name, value) -> settings.put(name, text(value)));
    attributes.put("settings", new AttributeValue.M(settings));
    attributes.put("partitions", partitions(table.partitions()));
    if (!first) {
      attributes.put("traits", number(table.traitsVersion()));
      attributes.put("local", IndexItems.local(table.indexes().local()));
      attributes.put("global", IndexItems.global(table.indexes().global()));
    }
    return new Item(attributes);
  }

  /**
   * @throws IllegalStateException when a newer Stator wrote the item, or it is malformed
   */
  public static TableDescriptor fromItem(Item item) {
    boolean first = longOf(item.get("v")) == VERSION_1;
    checkVersion("table descriptor", item, first ? VERSION_1 : VERSION_2);
    SortedMap<String, String> settings = new TreeMap<>();
    if (item.get("settings") instanceof AttributeValue.M map) {
      map.value().forEach((name, value) -> settings.put(name, textOf(value)));
    }
    AttributeValue range = item.get("range");
    return new TableDescriptor(
        textOf(item.get(SystemTables.NAME)),
        textOf(item.get("id")),
        new KeySchema(
            keyAttributeOf(item.get("hash")), range == null ? null : keyAttributeOf(range)),
        TableStatus.valueOf(textOf(item.get("status"))),
        longOf(item.get("created")),
        boolOf(item.get("onDemand")),
        longOf(item.get("billingChanged")),
        throughputOf(item.get("throughput")),
        boolOf(item.get("protected")),
        settings,
        partitionsOf(item.get("partitions")),
        first
            ? TableIndexes.NONE
            : new TableIndexes(
                IndexItems.localOf(item.get("local")), IndexItems.globalOf(item.get("global"))),
        first ? 0 : longOf(item.get("traits")));
  }

  static AttributeValue throughput(Throughput throughput) {
    return new AttributeValue.L(
        List.of(
            number(throughput.readUnits()),
            number(throughput.writeUnits()),
            number(throughput.increasedMs()),
            number(throughput.decreasedMs()),
            number(throughput.decreasesToday())));
  }

  static Throughput throughputOf(@Nullable AttributeValue value) {
    List<AttributeValue> parts = listOf(value, 5);
    return new Throughput(
        longOf(parts.get(0)),
        longOf(parts.get(1)),
        longOf(parts.get(2)),
        longOf(parts.get(3)),
        (int) longOf(parts.get(4)));
  }

  static AttributeValue partitions(List<PartitionRange> ranges) {
    List<AttributeValue> partitions = new ArrayList<>();
    for (PartitionRange range : ranges) {
      partitions.add(
          new AttributeValue.L(
              List.of(
                  number(range.id()), number(range.hashes().from()), number(range.hashes().to()))));
    }
    return new AttributeValue.L(partitions);
  }

  static List<PartitionRange> partitionsOf(@Nullable AttributeValue value) {
    List<PartitionRange> partitions = new ArrayList<>();
    for (AttributeValue partition : listOf(value)) {
      List<AttributeValue> parts = listOf(partition, 3);
      partitions.add(
          new PartitionRange(
              longOf(parts.get(0)), new HashRange(longOf(parts.get(1)), longOf(parts.get(2)))));
    }
    return partitions;
  }

  static AttributeValue keyAttribute(KeyAttribute attribute) {
    return new AttributeValue.L(List.of(text(attribute.name()), text(attribute.type().name())));
  }

  static KeyAttribute keyAttributeOf(@Nullable AttributeValue value) {
    List<AttributeValue> parts = listOf(value);
    return new KeyAttribute(textOf(parts.get(0)), ScalarType.valueOf(textOf(parts.get(1))));
  }
}
