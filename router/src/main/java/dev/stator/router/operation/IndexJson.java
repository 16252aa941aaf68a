package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionResponse.Statistics;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.Projection;
import tools.jackson.core.JsonGenerator;

/** Writes the indexes in a TableDescription. */
final class IndexJson {
  private IndexJson() {}

  static void write(JsonGenerator json, TableDescriptor table, String arn, TableCounts counts) {
    if (!table.indexes().local().isEmpty()) {
      json.writeArrayPropertyStart("LocalSecondaryIndexes");
      for (IndexDefinition index : table.indexes().local()) {
        json.writeStartObject();
        writeDefinition(json, index);
        writeSize(json, arn, index, sizeOfLocal(index, counts.table()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!table.indexes().global().isEmpty()) {
      json.writeArrayPropertyStart("GlobalSecondaryIndexes");
      for (GlobalIndex index : table.indexes().global()) {
        json.writeStartObject();
        writeGlobal(json, index);
        writeSize(json, arn, index.definition(), counts.global(index.name()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static void writeGlobal(JsonGenerator json, GlobalIndex index) {
    writeDefinition(json, index.definition());
    json.writeStringProperty("IndexStatus", index.status().name());
    if (index.added() && index.status() == IndexStatus.CREATING) {
      json.writeBooleanProperty("Backfilling", index.backfilling());
    }
    TableJson.writeThroughput(json, index.throughput());
    writeOnDemand(json, index.onDemandMax());
  }

  /** Only if something was ever said. */
  private static void writeOnDemand(JsonGenerator json, OnDemandMax max) {
    if (!max.equals(OnDemandMax.NONE)) {
      json.writeObjectPropertyStart("OnDemandThroughput");
      json.writeNumberProperty("MaxReadRequestUnits", orUnbounded(max.readUnits()));
      json.writeNumberProperty("MaxWriteRequestUnits", orUnbounded(max.writeUnits()));
      json.writeEndObject();
    }
  }

  private static long orUnbounded(long units) {
    return units == 0 ? -1 : units;
  }

  private static void writeDefinition(JsonGenerator json, IndexDefinition index) {
    json.writeStringProperty("IndexName", index.name());
    TableJson.writeKeySchema(json, index.keys());
    Projection projection = index.projection();
    json.writeObjectPropertyStart("Projection");
    json.writeStringProperty("ProjectionType", projection.type().name());
    if (!projection.attributes().isEmpty()) {
      json.writeArrayPropertyStart("NonKeyAttributes");
      projection.attributes().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeSize(
      JsonGenerator json, String arn, IndexDefinition index, Statistics size) {
    json.writeNumberProperty("IndexSizeBytes", size.bytes());
    json.writeNumberProperty("ItemCount", size.items());
    json.writeStringProperty("IndexArn", arn + "/index/" + index.name());
  }

  /** A local index is not counted by itself. One that holds all of each item is as the table is. */
  private static Statistics sizeOfLocal(IndexDefinition index, Statistics table) {
    return index.projection().type() == Projection.Type.ALL
        ? table
        : new Statistics(table.items(), 0);
  }
}
