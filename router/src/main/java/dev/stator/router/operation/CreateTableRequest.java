package dev.stator.router.operation;

import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableTags;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The semantic checks of CreateTable, in the service's order. Pure. */
final class CreateTableRequest {
  private static final String INVALID = KeyElements.INVALID;

  private CreateTableRequest() {}

  static TableSpec spec(Struct request) {
    boolean onDemand = "PAY_PER_REQUEST".equals(request.string("BillingMode"));
    Struct throughput = request.struct("ProvisionedThroughput");
    checkThroughput(onDemand, throughput);
    Map<String, ScalarType> definitions =
        KeyElements.definitions(Requests.structs(request, "AttributeDefinitions"));
    List<Struct> elements = Requests.structs(request, "KeySchema");
    KeyElements.checkPair(elements, definitions);
    KeySchema schema = schema(elements, definitions);
    refuseUnbuilt(request);
    List<Struct> local = indexes(request, "LocalSecondaryIndexes");
    List<Struct> global = indexes(request, "GlobalSecondaryIndexes");
    checkUsed(elements, local, global, definitions);
    Set<String> names = new TreeSet<>();
    List<IndexDefinition> localIndexes = IndexRequests.local(local, schema, definitions, names);
    List<IndexSpec> globalIndexes = IndexRequests.global(global, definitions, onDemand, names);
    checkProjected(localIndexes, globalIndexes);
    return new TableSpec(
        Tables.name(request.requiredString("TableName")),
        schema,
        onDemand,
        throughput == null ? 0 : Requests.number(throughput, "ReadCapacityUnits"),
        throughput == null ? 0 : Requests.number(throughput, "WriteCapacityUnits"),
        Boolean.TRUE.equals(request.bool("DeletionProtectionEnabled")),
        settings(request, onDemand, throughput),
        localIndexes,
        globalIndexes);
  }

  /** The indexes of a kind; a list of none is refused. */
  private static List<Struct> indexes(Struct request, String kind) {
    List<Struct> indexes = Requests.structs(request, kind);
    if (request.has(kind) && indexes.isEmpty()) {
      throw ApiException.validation(INVALID + "List of " + kind + " is empty");
    }
    return indexes;
  }

  private static void checkUsed(
      List<Struct> table,
      List<Struct> local,
      List<Struct> global,
      Map<String, ScalarType> definitions) {
    if (local.isEmpty() && global.isEmpty()) {
      if (definitions.size() != table.size()) {
        throw ApiException.validation(
            INVALID
                + "Number of attributes in KeySchema does not exactly match number of attributes"
                + " defined in AttributeDefinitions");
      }
      return;
    }
    Set<String> used = new LinkedHashSet<>(KeyElements.names(table));
    for (List<Struct> kind : List.of(local, global)) {
      kind.forEach(index -> used.addAll(KeyElements.names(Requests.structs(index, "KeySchema"))));
    }
    KeyElements.checkUsed(used, definitions);
  }

  private static void checkProjected(List<IndexDefinition> local, List<IndexSpec> global) {
    List<IndexDefinition> all = new ArrayList<>(local);
    global.forEach(index -> all.add(index.definition()));
    IndexRequests.checkProjected(all);
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
              + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode"
              + " is PROVISIONED");
    }
    if (throughput != null) {
      ThroughputBounds.check(throughput);
    }
  }

  private static KeySchema schema(List<Struct> elements, Map<String, ScalarType> definitions) {
    List<String> keys = KeyElements.names(elements);
    return new KeySchema(
        KeyElements.attribute(keys.get(0), definitions),
        keys.size() == 1 ? null : KeyElements.attribute(keys.get(1), definitions));
  }

  /** What the service has and this version has not; it must not be taken and forgotten. */
  private static void refuseUnbuilt(Struct request) {
    for (String other : List.of("ResourcePolicy", "GlobalTableSettingsReplicationMode")) {
      if (Requests.given(request, other)) {
        throw unbuilt(other);
      }
    }
  }

  static ApiException unbuilt(String parameter) {
    return ApiException.validation(
        INVALID + parameter + " is not available in this version of Stator");
  }

  private static SortedMap<String, String> settings(
      Struct request, boolean onDemand, @Nullable Struct throughput) {
    SortedMap<String, String> settings = new TreeMap<>(StreamRequests.created(request));
    settings.putAll(TableSettings.encryption(request));
    settings.putAll(TableSettings.max(request, onDemand));
    settings.putAll(TableSettings.warm(request, null, onDemand, units(throughput)));
    for (Struct index : Requests.structs(request, "GlobalSecondaryIndexes")) {
      settings.putAll(
          TableSettings.warm(
              index,
              index.requiredString("IndexName"),
              onDemand,
              units(index.struct("ProvisionedThroughput"))));
    }
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

  private static Throughput units(@Nullable Struct throughput) {
    return throughput == null
        ? Throughput.NONE
        : Throughput.of(
            Requests.number(throughput, "ReadCapacityUnits"),
            Requests.number(throughput, "WriteCapacityUnits"));
  }
}
