package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionResponse.Count;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableWarmth;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.Projection;
import tools.jackson.core.JsonGenerator;

/** Writes the indexes in a TableDescription. */
final class IndexJson {
  private IndexJson() {}

  static void write(JsonGenerator json, TableDescriptor table, String arn, TableCounts counts) {
    if (!table.indexes().local().isEmpty()) {
      json.writeArrayPropertyStart("LocalSecondaryIndexes");
      for (int i = 0; i < table.indexes().local().size(); i++) {
        IndexDefinition index = table.indexes().local().get(i);
        json.writeStartObject();
        writeDefinition(json, index);
        writeSize(json, arn, index, counts.local(i));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!table.indexes().global().isEmpty()) {
      json.writeArrayPropertyStart("GlobalSecondaryIndexes");
      for (GlobalIndex index : table.indexes().global()) {
        json.writeStartObject();
        writeGlobal(json, table, index);
        writeSize(json, arn, index.definition(), counts.global(index.name()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static void writeGlobal(JsonGenerator json, TableDescriptor table, GlobalIndex index) {
    writeDefinition(json, index.definition());
    json.writeStringProperty("IndexStatus", index.status().name());
    if (index.added() && index.status() == IndexStatus.CREATING) {
      json.writeBooleanProperty("Backfilling", index.backfilling());
    }
    TableJson.writeThroughput(json, index.throughput());
    writeOnDemand(json, index.onDemandMax());
    TableJson.writeWarm(json, TableWarmth.of(table, index), index.status() == IndexStatus.CREATING);
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

  private static void writeSize(JsonGenerator json, String arn, IndexDefinition index, Count size) {
    json.writeNumberProperty("IndexSizeBytes", size.bytes());
    json.writeNumberProperty("ItemCount", size.items());
    json.writeStringProperty("IndexArn", arn + "/index/" + index.name());
  }
}
