package dev.stator.router.operation;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeySchema;
import dev.stator.model.item.ItemJson;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.wire.Struct;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * {@code ItemCollectionMetrics}: how large all items with one partition key are together, each
 * collection once, by table in the order of the request. Tables without local indexes have none.
 */
final class ItemCollections {
  private static final double GIGABYTE = 1L << 30;

  private final Map<String, Map<AttributeValue, Collection>> tables = new LinkedHashMap<>();

  private record Collection(KeySchema schema, PrimaryKey key, long bytes) {}

  /** Whether a request asks for them. */
  static boolean asked(Struct request) {
    return "SIZE".equals(request.string("ReturnItemCollectionMetrics"));
  }

  /**
   * Notes the collection of an item that was written; later notes of one count.
   *
   * @param table as the answer is to name it
   * @param bytes of items and their rows in local indexes; negative in a table without any
   */
  void add(String table, KeySchema schema, PrimaryKey key, long bytes) {
    if (bytes >= 0) {
      tables
          .computeIfAbsent(table, name -> new LinkedHashMap<>())
          .put(key.partition(), new Collection(schema, key, bytes));
    }
  }

  /** Writes the member of an answer to several writes, unless there are no collections. */
  void write(JsonGenerator json) {
    if (tables.isEmpty()) {
      return;
    }
    json.writeObjectPropertyStart("ItemCollectionMetrics");
    tables.forEach((table, collections) -> {
      json.writeArrayPropertyStart(table);
      for (Collection one : collections.values()) {
        writeObject(json, one.schema(), one.key(), one.bytes());
      }
      json.writeEndArray();
    });
    json.writeEndObject();
  }

  /**
   * Writes the member of an answer to one write, unless the table has no local index.
   *
   * @param bytes of items and their rows in local indexes; negative in a table without any
   */
  static void write(JsonGenerator json, KeySchema schema, PrimaryKey key, long bytes) {
    if (bytes >= 0) {
      json.writeName("ItemCollectionMetrics");
      writeObject(json, schema, key, bytes);
    }
  }

  private static void writeObject(
      JsonGenerator json, KeySchema schema, PrimaryKey key, long bytes) {
    json.writeStartObject();
    json.writeName("ItemCollectionKey");
    ItemJson.write(json, new Item(Map.of(schema.partitionKey().name(), key.partition())));
    // A lower and an upper bound; ours is exact, and told as the gigabytes around it.
    double size = bytes / GIGABYTE;
    json.writeArrayPropertyStart("SizeEstimateRangeGB");
    json.writeNumber(Math.floor(size));
    json.writeNumber(Math.floor(size) + 1);
    json.writeEndArray();
    json.writeEndObject();
  }
}
