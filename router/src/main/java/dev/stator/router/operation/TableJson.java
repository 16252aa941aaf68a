package dev.stator.router.operation;

import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableEncryption;
import dev.stator.cluster.table.TableOnDemandMax;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableStream;
import dev.stator.cluster.table.TableStreams;
import dev.stator.cluster.table.TableWarmth;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.KeyAttribute;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexKeys;
import java.math.BigDecimal;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Writes a TableDescription. */
final class TableJson {
  static final String TABLE_CLASS = "TableClass";

  private TableJson() {}

  /**
   * Writes a member with the description.
   *
   * @param counts what the table and its indexes hold
   */
  static void write(
      JsonGenerator json, String member, TableDescriptor table, String arn, TableCounts counts) {
    json.writeObjectPropertyStart(member);
    writeKeys(json, table);
    json.writeStringProperty("TableName", table.name());
    json.writeStringProperty("TableStatus", table.status().name());
    moment(json, "CreationDateTime", table.createdMs());
    writeThroughput(json, table.throughput());
    json.writeNumberProperty("TableSizeBytes", counts.table().bytes());
    json.writeNumberProperty("ItemCount", counts.table().items());
    json.writeStringProperty("TableArn", arn);
    json.writeStringProperty("TableId", table.id());
    if (table.onDemand() || table.billingChangedMs() != 0) {
      json.writeObjectPropertyStart("BillingModeSummary");
      json.writeStringProperty("BillingMode", table.onDemand() ? "PAY_PER_REQUEST" : "PROVISIONED");
      moment(json, "LastUpdateToPayPerRequestDateTime", table.billingChangedMs());
      json.writeEndObject();
    }
    writeMax(json, TableOnDemandMax.of(table.settings()));
    writeWarm(json, TableWarmth.of(table), table.status() == TableStatus.CREATING);
    writeEncryption(json, table, arn);
    IndexJson.write(json, table, arn, counts);
    String tableClass = table.settings().get(TABLE_CLASS);
    if (tableClass != null) {
      json.writeObjectPropertyStart("TableClassSummary");
      json.writeStringProperty("TableClass", tableClass);
      json.writeEndObject();
    }
    writeStream(json, table, arn);
    json.writeBooleanProperty("DeletionProtectionEnabled", table.deletionProtection());
    json.writeEndObject();
  }

  private static void writeKeys(JsonGenerator json, TableDescriptor table) {
    IndexKeys own = IndexKeys.of(table.keySchema());
    // The service sorts them by name, and leaves out what is no key any more.
    TreeMap<String, ScalarType> types = new TreeMap<>();
    own.all().forEach(key -> types.put(key.name(), key.type()));
    table.indexes().definitions().stream()
        .flatMap(index -> index.keys().all())
        .forEach(key -> types.put(key.name(), key.type()));
    json.writeArrayPropertyStart("AttributeDefinitions");
    types.forEach((name, type) -> {
      json.writeStartObject();
      json.writeStringProperty("AttributeName", name);
      json.writeStringProperty("AttributeType", type.name());
      json.writeEndObject();
    });
    json.writeEndArray();
    writeKeySchema(json, own);
  }

  static void writeKeySchema(JsonGenerator json, IndexKeys keys) {
    json.writeArrayPropertyStart("KeySchema");
    keys.partition().forEach(key -> writeElement(json, key, "HASH"));
    keys.sort().forEach(key -> writeElement(json, key, "RANGE"));
    json.writeEndArray();
  }

  private static void writeElement(JsonGenerator json, KeyAttribute key, String type) {
    json.writeStartObject();
    json.writeStringProperty("AttributeName", key.name());
    json.writeStringProperty("KeyType", type);
    json.writeEndObject();
  }

  static void writeThroughput(JsonGenerator json, Throughput throughput) {
    json.writeObjectPropertyStart("ProvisionedThroughput");
    moment(json, "LastIncreaseDateTime", throughput.increasedMs());
    moment(json, "LastDecreaseDateTime", throughput.decreasedMs());
    json.writeNumberProperty("NumberOfDecreasesToday", throughput.decreasesToday());
    json.writeNumberProperty("ReadCapacityUnits", throughput.readUnits());
    json.writeNumberProperty("WriteCapacityUnits", throughput.writeUnits());
    json.writeEndObject();
  }

  /** Only what was ever said. */
  private static void writeMax(JsonGenerator json, OnDemandMax max) {
    if (!max.equals(OnDemandMax.NONE)) {
      json.writeObjectPropertyStart("OnDemandThroughput");
      if (max.readUnits() != 0) {
        json.writeNumberProperty("MaxReadRequestUnits", max.readUnits());
      }
      if (max.writeUnits() != 0) {
        json.writeNumberProperty("MaxWriteRequestUnits", max.writeUnits());
      }
      json.writeEndObject();
    }
  }

  /**
   * What can be taken at once is there with the table or index: later it is never being changed.
   */
  static void writeWarm(JsonGenerator json, TableWarmth.Units warm, boolean creating) {
    json.writeObjectPropertyStart("WarmThroughput");
    json.writeNumberProperty("ReadUnitsPerSecond", warm.reads());
    json.writeNumberProperty("WriteUnitsPerSecond", warm.writes());
    json.writeStringProperty("Status", creating ? "CREATING" : "ACTIVE");
    json.writeEndObject();
  }

  /**
   * What was asked for, and that it is not so: nothing is encrypted by Stator itself. Of a table
   * that asked for nothing the service says nothing either.
   */
  private static void writeEncryption(JsonGenerator json, TableDescriptor table, String arn) {
    String key = TableEncryption.key(table.settings());
    if (key == null) {
      return;
    }
    json.writeObjectPropertyStart("SSEDescription");
    json.writeStringProperty("Status", "DISABLED");
    json.writeStringProperty("SSEType", "KMS");
    if (!key.isEmpty()) {
      String account = arn.substring(0, arn.indexOf(":table/")).replace(":dynamodb:", ":kms:");
      boolean named = key.startsWith("alias/");
      json.writeStringProperty(
          "KMSMasterKeyArn",
          key.startsWith("arn:") ? key : account + (named ? ":" : ":key/") + key);
    }
    json.writeEndObject();
  }

  private static void writeStream(JsonGenerator json, TableDescriptor table, String arn) {
    TableStream latest = TableStreams.latest(table.settings());
    if (latest == null) {
      return;
    }
    if (latest.enabled()) {
      json.writeObjectPropertyStart("StreamSpecification");
      json.writeBooleanProperty("StreamEnabled", true);
      json.writeStringProperty("StreamViewType", latest.view().name());
      json.writeEndObject();
    }
    json.writeStringProperty("LatestStreamLabel", latest.label());
    json.writeStringProperty("LatestStreamArn", Tables.streamArn(arn, latest));
  }

  /** Seconds since 1970 with milliseconds, as the JSON protocol has it; nothing for 0. */
  private static void moment(JsonGenerator json, String name, long ms) {
    if (ms != 0) {
      json.writeNumberProperty(name, BigDecimal.valueOf(ms, 3));
    }
  }
}
