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

/** Table descriptors as items of the system table, version 1. */
public final class TableItems {
  private static final int VERSION = 1;

  private TableItems() {}

  public static Item toItem(TableDescriptor table) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(SystemTables.KIND, text(SystemTables.KIND_TABLE));
    attributes.put(SystemTables.NAME, text(table.name()));
    attributes.put("v", number(VERSION));
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
    Throughput throughput = table.throughput();
    attributes.put(
        "throughput",
        new AttributeValue.L(
            List.of(
                number(throughput.readUnits()),
                number(throughput.writeUnits()),
                number(throughput.increasedMs()),
                number(throughput.decreasedMs()),
                number(throughput.decreasesToday()))));
    attributes.put("protected", new AttributeValue.Bool(table.deletionProtection()));
    Map<String, AttributeValue> settings = new LinkedHashMap<>();
    table.settings().forEach((name, value) -> settings.put(name, text(value)));
    attributes.put("settings", new AttributeValue.M(settings));
    List<AttributeValue> partitions = new ArrayList<>();
    for (PartitionRange range : table.partitions()) {
      partitions.add(
          new AttributeValue.L(
              List.of(
                  number(range.id()), number(range.hashes().from()), number(range.hashes().to()))));
    }
    attributes.put("partitions", new AttributeValue.L(partitions));
    return new Item(attributes);
  }

  public static TableDescriptor fromItem(Item item) {
    checkVersion("table descriptor", item, VERSION);
    List<AttributeValue> throughput = listOf(item.get("throughput"));
    List<PartitionRange> partitions = new ArrayList<>();
    for (AttributeValue partition : listOf(item.get("partitions"))) {
      List<AttributeValue> parts = listOf(partition);
      partitions.add(
          new PartitionRange(
              longOf(parts.get(0)), new HashRange(longOf(parts.get(1)), longOf(parts.get(2)))));
    }
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
        new Throughput(
            longOf(throughput.get(0)),
            longOf(throughput.get(1)),
            longOf(throughput.get(2)),
            longOf(throughput.get(3)),
            (int) longOf(throughput.get(4))),
        boolOf(item.get("protected")),
        settings,
        partitions);
  }

  private static AttributeValue keyAttribute(KeyAttribute attribute) {
    return new AttributeValue.L(List.of(text(attribute.name()), text(attribute.type().name())));
  }

  private static KeyAttribute keyAttributeOf(@Nullable AttributeValue value) {
    List<AttributeValue> parts = listOf(value);
    return new KeyAttribute(textOf(parts.get(0)), ScalarType.valueOf(textOf(parts.get(1))));
  }
}
