package dev.stator.cluster.table;

import static dev.stator.cluster.table.Fields.bool;
import static dev.stator.cluster.table.Fields.boolOf;
import static dev.stator.cluster.table.Fields.listOf;
import static dev.stator.cluster.table.Fields.longOf;
import static dev.stator.cluster.table.Fields.malformed;
import static dev.stator.cluster.table.Fields.number;
import static dev.stator.cluster.table.Fields.text;
import static dev.stator.cluster.table.Fields.textOf;

import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Indexes within the items of their tables: docs/formats/directory-1.md. */
final class IndexItems {
  private IndexItems() {}

  static AttributeValue local(List<IndexDefinition> indexes) {
    return new AttributeValue.L(indexes.stream().map(IndexItems::definition).toList());
  }

  static List<IndexDefinition> localOf(@Nullable AttributeValue value) {
    return listOf(value).stream().map(IndexItems::definitionOf).toList();
  }

  static AttributeValue global(List<GlobalIndex> indexes) {
    return new AttributeValue.L(indexes.stream().map(IndexItems::global).toList());
  }

  static List<GlobalIndex> globalOf(@Nullable AttributeValue value) {
    return listOf(value).stream().map(IndexItems::globalIndexOf).toList();
  }

  private static AttributeValue definition(IndexDefinition index) {
    Projection projection = index.projection();
    return Fields.list(
        text(index.name()),
        keys(index.keys().partition()),
        keys(index.keys().sort()),
        text(projection.type().name()),
        new AttributeValue.L(projection.attributes().stream().map(Fields::text).toList()));
  }

  private static IndexDefinition definitionOf(AttributeValue value) {
    List<AttributeValue> parts = listOf(value, 5);
    String type = textOf(parts.get(3));
    try {
      return new IndexDefinition(
          textOf(parts.get(0)),
          new IndexKeys(keysOf(parts.get(1)), keysOf(parts.get(2))),
          new Projection(
              Projection.Type.valueOf(type),
              listOf(parts.get(4)).stream().map(Fields::textOf).toList()));
    } catch (IllegalArgumentException wrong) {
      throw malformed(value);
    }
  }

  private static AttributeValue keys(List<KeyAttribute> keys) {
    return new AttributeValue.L(keys.stream().map(TableItems::keyAttribute).toList());
  }

  private static List<KeyAttribute> keysOf(AttributeValue value) {
    return listOf(value).stream().map(TableItems::keyAttributeOf).toList();
  }

  private static AttributeValue global(GlobalIndex index) {
    Map<String, AttributeValue> parts = new LinkedHashMap<>();
    parts.put("id", number(index.id()));
    parts.put("index", definition(index.definition()));
    parts.put("status", text(index.status().name()));
    parts.put("added", bool(index.added()));
    parts.put("backfilling", bool(index.backfilling()));
    parts.put("throughput", TableItems.throughput(index.throughput()));
    parts.put(
        "onDemandMax",
        Fields.list(
            number(index.onDemandMax().readUnits()), number(index.onDemandMax().writeUnits())));
    parts.put("partitions", TableItems.partitions(index.partitions()));
    return new AttributeValue.M(parts);
  }

  private static GlobalIndex globalIndexOf(AttributeValue value) {
    if (!(value instanceof AttributeValue.M map)) {
      throw malformed(value);
    }
    Map<String, AttributeValue> parts = map.value();
    AttributeValue index = parts.get("index");
    List<AttributeValue> max = listOf(parts.get("onDemandMax"), 2);
    if (index == null) {
      throw malformed(value);
    }
    try {
      return new GlobalIndex(
          longOf(parts.get("id")),
          definitionOf(index),
          IndexStatus.valueOf(textOf(parts.get("status"))),
          boolOf(parts.get("added")),
          boolOf(parts.get("backfilling")),
          TableItems.throughputOf(parts.get("throughput")),
          new OnDemandMax(longOf(max.get(0)), longOf(max.get(1))),
          TableItems.partitionsOf(parts.get("partitions")));
    } catch (IllegalArgumentException wrong) {
      throw malformed(value);
    }
  }
}
