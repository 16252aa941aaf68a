package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.KeyAttribute;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes a TableDescription. */
final class TableJson {
  static final String TABLE_CLASS = "TableClass";

  private TableJson() {}

  /**
   * Writes a member with the description.
   *
   * @param items how many items the table holds
   * @param bytes the sum of their sizes
   */
  static void write(
      JsonGenerator json,
      String member,
      TableDescriptor table,
      String arn,
      long items,
      long bytes) {
    json.writeObjectPropertyStart(member);
    writeKeys(json, table);
    json.writeStringProperty("TableName", table.name());
    json.writeStringProperty("TableStatus", table.status().name());
    moment(json, "CreationDateTime", table.createdMs());
    writeThroughput(json, table.throughput());
    json.writeNumberProperty("TableSizeBytes", bytes);
    json.writeNumberProperty("ItemCount", items);
    json.writeStringProperty("TableArn", arn);
    json.writeStringProperty("TableId", table.id());
    if (table.onDemand() || table.billingChangedMs() != 0) {
      json.writeObjectPropertyStart("BillingModeSummary");
      json.writeStringProperty("BillingMode", table.onDemand() ? "PAY_PER_REQUEST" : "PROVISIONED");
      moment(json, "LastUpdateToPayPerRequestDateTime", table.billingChangedMs());
      json.writeEndObject();
    }
    String tableClass = table.settings().get(TABLE_CLASS);
    if (tableClass != null) {
      json.writeObjectPropertyStart("TableClassSummary");
      json.writeStringProperty("TableClass", tableClass);
      json.writeEndObject();
    }
    json.writeBooleanProperty("DeletionProtectionEnabled", table.deletionProtection());
    json.writeEndObject();
  }

  private static void writeKeys(JsonGenerator json, TableDescriptor table) {
    List<KeyAttribute> keys = new ArrayList<>();
    keys.add(table.keySchema().partitionKey());
    KeyAttribute sort = table.keySchema().sortKey();
    if (sort != null) {
      keys.add(sort);
    }
    json.writeArrayPropertyStart("AttributeDefinitions");
    for (KeyAttribute key : keys) {
      json.writeStartObject();
      json.writeStringProperty("AttributeName", key.name());
      json.writeStringProperty("AttributeType", key.type().name());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("KeySchema");
    for (KeyAttribute key : keys) {
      json.writeStartObject();
      json.writeStringProperty("AttributeName", key.name());
      json.writeStringProperty(
          "KeyType", key.equals(table.keySchema().partitionKey()) ? "HASH" : "RANGE");
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeThroughput(JsonGenerator json, Throughput throughput) {
    json.writeObjectPropertyStart("ProvisionedThroughput");
    moment(json, "LastIncreaseDateTime", throughput.increasedMs());
    moment(json, "LastDecreaseDateTime", throughput.decreasedMs());
    json.writeNumberProperty("NumberOfDecreasesToday", throughput.decreasesToday());
    json.writeNumberProperty("ReadCapacityUnits", throughput.readUnits());
    json.writeNumberProperty("WriteCapacityUnits", throughput.writeUnits());
    json.writeEndObject();
  }

  /** Seconds since 1970 with milliseconds, as the JSON protocol has it; nothing for 0. */
  private static void moment(JsonGenerator json, String name, long ms) {
    if (ms != 0) {
      json.writeNumberProperty(name, BigDecimal.valueOf(ms, 3));
    }
  }
}
