package dev.stator.router.operation;

import static dev.stator.router.operation.KeyElements.INVALID;

import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.KeyAttribute;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code GlobalSecondaryIndexUpdates}, with the checks that do not depend on what the table is in.
 * Pure.
 */
final class IndexUpdates {
  private static final String UPDATES = "GlobalSecondaryIndexUpdates";
  private static final List<String> ACTIONS = List.of("Update", "Create", "Delete");

  private IndexUpdates() {}

  /**
   * @param table as it is known, for the types of attributes that are keys already; null when there
   *     is none of that name
   */
  static List<IndexChange> of(Struct request, @Nullable TableDescriptor table) {
    List<Struct> updates = Requests.structs(request, UPDATES);
    if (request.has(UPDATES) && updates.isEmpty()) {
      throw ApiException.validation(INVALID + "List of " + UPDATES + " is empty");
    }
    Set<String> names = new TreeSet<>();
    for (Struct update : updates) {
      String name = action(update).requiredString("IndexName");
      if (!names.add(name)) {
        throw ApiException.validation(
            INVALID
                + "Only one global secondary index update per index is allowed simultaneously."
                + " Index: "
                + name);
      }
    }
    if (updates.stream().anyMatch(update -> !update.has("Update"))) {
      checkAlone(request);
    }
    updates.forEach(update -> {
      Struct action = action(update);
      if (!update.has("Delete")) {
        TableSettings.checkWarmOfIndex(action, action.requiredString("IndexName"));
      }
    });
    List<IndexChange> changes = new ArrayList<>();
    for (Struct update : updates) {
      changes.add(change(request, update, table));
    }
    return changes;
  }

  /** The warm throughput that the request wants for global indexes, as settings of the table. */
  static Map<String, String> warm(Struct request) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Struct update : Requests.structs(request, UPDATES)) {
      Struct action = action(update);
      if (!update.has("Delete")) {
        settings.putAll(TableSettings.warmWanted(action, action.requiredString("IndexName")));
      }
    }
    return settings;
  }

  private static Struct action(Struct update) {
    List<String> given = ACTIONS.stream().filter(update::has).toList();
    if (given.isEmpty()) {
      throw ApiException.validation(
          INVALID
              + "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create,"
              + " GlobalSecondaryIndexUpdate.Delete must not be null");
    }
    if (given.size() > 1) {
      throw ApiException.validation(
          INVALID
              + "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate"
              + " object");
    }
    Struct action = update.struct(given.getFirst());
    if (action == null) {
      throw new IllegalStateException(given.getFirst() + " is there and is not");
    }
    return action;
  }

  /** Indexes come and go in a request of their own. */
  private static void checkAlone(Struct request) {
    if (request.has("ProvisionedThroughput") && !request.has("BillingMode")) {
      throw ApiException.validation(
          INVALID + "You cannot create or delete index while updating table IOPS");
    }
    if (request.has("StreamSpecification")) {
      throw ApiException.validation(
          INVALID + "You cannot create or delete index while changing stream status");
    }
    if (request.has("DeletionProtectionEnabled")) {
      throw alone("DeletionProtection");
    }
    if (request.has("TableClass")) {
      throw alone("TableClass");
    }
  }

  private static ApiException alone(String what) {
    return ApiException.validation(
        INVALID + what + " modification must be the only operation in the request");
  }

  private static IndexChange change(
      Struct request, Struct update, @Nullable TableDescriptor table) {
    Struct action = action(update);
    String name = action.requiredString("IndexName");
    if (update.has("Delete")) {
      return new IndexChange.Delete(name);
    }
    if (update.has("Create")) {
      return new IndexChange.Create(create(request, action, table));
    }
    Struct throughput = action.struct("ProvisionedThroughput");
    OnDemandMax max = OnDemandUnits.of(action.struct("OnDemandThroughput"), " for index : " + name);
    if (throughput != null) {
      ThroughputBounds.checkIndex(name, throughput);
    }
    return new IndexChange.Update(
        name,
        throughput == null ? null : Requests.number(throughput, "ReadCapacityUnits"),
        throughput == null ? null : Requests.number(throughput, "WriteCapacityUnits"),
        max);
  }

  private static IndexSpec create(Struct request, Struct action, @Nullable TableDescriptor table) {
    if (!request.has("AttributeDefinitions")) {
      throw ApiException.validation(
          INVALID
              + "AttributeDefinitions is not specified for index: "
              + action.requiredString("IndexName"));
    }
    Map<String, ScalarType> types = new LinkedHashMap<>();
    if (table != null) {
      IndexKeys.of(table.keySchema()).all().forEach(key -> types.put(key.name(), key.type()));
      table.indexes().definitions().stream()
          .flatMap(index -> index.keys().all())
          .forEach(key -> types.put(key.name(), key.type()));
    }
    KeyElements.definitions(Requests.structs(request, "AttributeDefinitions"))
        .forEach((attribute, type) -> {
          ScalarType known = types.put(attribute, type);
          if (known != null && known != type) {
            throw new KeyAttribute(attribute, known).redefinedAs(type);
          }
        });
    IndexDefinition definition = IndexRequests.definition(action, types);
    IndexSpec spec = IndexRequests.spec(action, definition, true);
    if (table != null) {
      List<IndexDefinition> all = new ArrayList<>(table.indexes().definitions());
      all.add(definition);
      IndexRequests.checkProjected(all);
    }
    return spec;
  }
}
