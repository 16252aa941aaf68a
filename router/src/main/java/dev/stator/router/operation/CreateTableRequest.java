package dev.stator.router.operation;

import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableTags;
import dev.stator.model.ApiException;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The semantic checks of CreateTable, in the service's order. Pure. */
final class CreateTableRequest {
  private static final String INVALID = "One or more parameter values were invalid: ";

  private CreateTableRequest() {}

  static TableSpec spec(Struct request) {
    boolean onDemand = "PAY_PER_REQUEST".equals(request.string("BillingMode"));
    Struct throughput = request.struct("ProvisionedThroughput");
    checkThroughput(onDemand, throughput);
    Map<String, ScalarType> definitions =
        definitions(Requests.structs(request, "AttributeDefinitions"));
    List<Struct> elements = Requests.structs(request, "KeySchema");
    KeySchema schema = schema(elements, definitions);
    refuseUnbuilt(request);
    if (definitions.size() != elements.size()) {
      throw ApiException.validation(
          INVALID
              + "Number of attributes in KeySchema does not exactly match number of attributes"
              + " defined in AttributeDefinitions");
    }
    return new TableSpec(
        Tables.name(request.requiredString("TableName")),
        schema,
        onDemand,
        throughput == null ? 0 : Requests.number(throughput, "ReadCapacityUnits"),
        throughput == null ? 0 : Requests.number(throughput, "WriteCapacityUnits"),
        Boolean.TRUE.equals(request.bool("DeletionProtectionEnabled")),
        settings(request));
  }

  private static void checkThroughput(boolean onDemand, @Nullable Struct throughput) {
    if (onDemand && throughput != null) {
      throw ApiException.validation(
          INVALID
              + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode"
              + " is PAY_PER_REQUEST");
    }
    if (!onDemand && throughput == null) {
      throw ApiException.validation(
          INVALID
              + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is"
              + " PROVISIONED");
    }
    if (throughput != null) {
      ThroughputBounds.check(throughput);
    }
  }

  private static Map<String, ScalarType> definitions(List<Struct> defined) {
    Map<String, ScalarType> types = new LinkedHashMap<>();
    for (Struct one : defined) {
      String name = one.requiredString("AttributeName");
      ScalarType type = ScalarType.valueOf(one.requiredString("AttributeType"));
      if (types.put(name, type) != null) {
        throw ApiException.validation("Cannot have two attributes with the same name: " + name);
      }
    }
    return types;
  }

  private static KeySchema schema(List<Struct> elements, Map<String, ScalarType> definitions) {
    if (elements.isEmpty() || !"HASH".equals(elements.get(0).string("KeyType"))) {
      throw ApiException.validation(
          "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }
    String hash = elements.get(0).requiredString("AttributeName");
    String range = null;
    if (elements.size() > 1) {
      range = elements.get(1).requiredString("AttributeName");
      if (range.equals(hash)) {
        throw ApiException.validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name");
      }
      if (!"RANGE".equals(elements.get(1).string("KeyType"))) {
        throw ApiException.validation(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
      }
    }
    List<String> keys = new ArrayList<>();
    keys.add(hash);
    if (range != null) {
      keys.add(range);
    }
    if (!definitions.keySet().containsAll(keys)) {
      throw ApiException.validation(
          INVALID
              + "Some index key attributes are not defined in AttributeDefinitions. Keys: ["
              + String.join(", ", keys)
              + "], AttributeDefinitions: ["
              + String.join(", ", definitions.keySet())
              + "]");
    }
    return new KeySchema(
        attribute(hash, definitions), range == null ? null : attribute(range, definitions));
  }

  private static KeyAttribute attribute(String name, Map<String, ScalarType> definitions) {
    ScalarType type = definitions.get(name);
    return new KeyAttribute(name, java.util.Objects.requireNonNull(type));
  }

  /** What the service has and this version has not; it must not be taken and forgotten. */
  private static void refuseUnbuilt(Struct request) {
    for (String index : List.of("LocalSecondaryIndexes", "GlobalSecondaryIndexes")) {
      if (request.has(index)) {
        if (Requests.structs(request, index).isEmpty()) {
          throw ApiException.validation(INVALID + "List of " + index + " is empty");
        }
        throw unbuilt(index);
      }
    }
    Struct stream = request.struct("StreamSpecification");
    if (stream != null && Boolean.TRUE.equals(stream.bool("StreamEnabled"))) {
      throw unbuilt("StreamSpecification");
    }
    for (String other :
        List.of(
            "ResourcePolicy",
            "WarmThroughput",
            "OnDemandThroughput",
            "GlobalTableSettingsReplicationMode")) {
      if (Requests.given(request, other)) {
        throw unbuilt(other);
      }
    }
    Struct encryption = request.struct("SSESpecification");
    if (encryption != null && Boolean.TRUE.equals(encryption.bool("Enabled"))) {
      throw unbuilt("SSESpecification");
    }
  }

  static ApiException unbuilt(String parameter) {
    return ApiException.validation(
        INVALID + parameter + " is not available in this version of Stator");
  }

  private static SortedMap<String, String> settings(Struct request) {
    SortedMap<String, String> settings = new TreeMap<>();
    String tableClass = request.string("TableClass");
    if (tableClass != null) {
      settings.put(TableJson.TABLE_CLASS, tableClass);
    }
    if (request.has("Tags")) {
      settings.putAll(TableTags.settings(TagRules.tags(Requests.structs(request, "Tags"))));
      TableTags.checkCount(settings);
    }
    return settings;
  }
}
