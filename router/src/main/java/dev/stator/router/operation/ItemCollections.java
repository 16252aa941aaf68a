package dev.stator.router.operation;

import dev.stator.model.Item;
import dev.stator.model.KeySchema;
import dev.stator.model.item.ItemJson;
import dev.stator.model.key.PrimaryKey;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** {@code ItemCollectionMetrics}: how large all items with one partition key are together. */
final class ItemCollections {
  private static final double GIGABYTE = 1L << 30;

  private ItemCollections() {}

  /**
   * Writes the member, unless the table has no local index.
   *
   * @param bytes of items and their rows in local indexes; negative in a table without any
   */
  static void write(JsonGenerator json, KeySchema schema, PrimaryKey key, long bytes) {
    if (bytes >= 0) {
      json.writeName("ItemCollectionMetrics");
      writeObject(json, schema, key, bytes);
    }
  }

  /** Writes the object alone. */
  static void writeObject(JsonGenerator json, KeySchema schema, PrimaryKey key, long bytes) {
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
