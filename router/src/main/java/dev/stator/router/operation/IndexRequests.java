package dev.stator.router.operation;

import static dev.stator.router.operation.KeyElements.INVALID;
import static dev.stator.router.operation.KeyElements.attribute;
import static dev.stator.router.operation.KeyElements.checkDefined;
import static dev.stator.router.operation.KeyElements.checkPair;
import static dev.stator.router.operation.KeyElements.isHash;
import static dev.stator.router.operation.KeyElements.names;

import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.model.ApiException;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Secondary indexes that a request wants to be made, with the service's checks. Pure. */
final class IndexRequests {
  /** Source of these: the service's documentation on quotas. */
  static final int LOCAL_MAX = 5;

  static final int GLOBAL_MAX = 20;
  static final int PROJECTED_MAX = 100;

  private IndexRequests() {}

  /**
   * The local indexes of a table that is to be made.
   *
   * @param names gets their names
   */
  static List<IndexDefinition> local(
      List<Struct> given, KeySchema table, Map<String, ScalarType> definitions, Set<String> names) {
    if (!given.isEmpty() && !table.hasSortKey()) {
      throw ApiException.validation(
          INVALID
              + "Table KeySchema does not have a range key, which is required when specifying a"
              + " LocalSecondaryIndex");
    }
    List<IndexDefinition> indexes = new ArrayList<>();
    for (Struct index : given) {
      indexes.add(local(index, table, definitions, names));
    }
    if (indexes.size() > LOCAL_MAX) {
      throw ApiException.validation(
          INVALID + "Number of LocalSecondaryIndexes exceeds per-table limit of " + LOCAL_MAX);
    }
    return indexes;
  }

  private static IndexDefinition local(
      Struct index, KeySchema table, Map<String, ScalarType> definitions, Set<String> names) {
    String name = index.requiredString("IndexName");
    List<Struct> elements = Requests.structs(index, "KeySchema");
    checkPair(elements, definitions);
    List<String> keys = names(elements);
    if (keys.size() < 2) {
      throw ApiException.validation(
          INVALID + "Index KeySchema does not have a range key for index: " + name);
    }
    if (!keys.get(0).equals(table.partitionKey().name())) {
      throw ApiException.validation(
          INVALID
              + "Index KeySchema does not have the same leading hash key as table KeySchema for"
              + " index: "
              + name
              + ". index hash key: "
              + keys.get(0)
              + ", table hash key: "
              + table.partitionKey().name());
    }
    Projection projection = projection(index);
    checkNew(name, names);
    return new IndexDefinition(
        name,
        new IndexKeys(List.of(table.partitionKey()), List.of(attribute(keys.get(1), definitions))),
        projection);
  }

  /**
   * The global indexes of a table that is to be made.
   *
   * @param names of the local ones; gets theirs too
   */
  static List<IndexSpec> global(
      List<Struct> given,
      Map<String, ScalarType> definitions,
      boolean onDemand,
      Set<String> names) {
    List<IndexSpec> indexes = new ArrayList<>();
    for (Struct index : given) {
      IndexDefinition definition = definition(index, definitions);
      checkThroughput(definition.name(), index.struct("ProvisionedThroughput"), onDemand);
      checkNew(definition.name(), names);
      indexes.add(spec(index, definition, onDemand));
    }
    if (indexes.size() > GLOBAL_MAX) {
      throw ApiException.validation(
          INVALID + "GlobalSecondaryIndex count exceeds the per-table limit of " + GLOBAL_MAX);
    }
    return indexes;
  }

  /** What a request says of a global index, but for its capacity. */
  static IndexDefinition definition(Struct index, Map<String, ScalarType> definitions) {
    List<Struct> elements = Requests.structs(index, "KeySchema");
    if (elements.isEmpty() || !isHash(elements.get(0))) {
      throw ApiException.validation(
          "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }
    List<KeyAttribute> partition = new ArrayList<>();
    List<KeyAttribute> sort = new ArrayList<>();
    Set<String> distinct = new TreeSet<>();
    checkDefined(names(elements), definitions);
    for (Struct element : elements) {
      String key = element.requiredString("AttributeName");
      if (!distinct.add(key)) {
        throw ApiException.validation(
            "The KeySchema contains multiple key attributes with the same name");
      }
      if (isHash(element) && !sort.isEmpty()) {
        throw ApiException.validation(
            INVALID + "All HASH key attributes must precede RANGE key attributes in the KeySchema");
      }
      (isHash(element) ? partition : sort).add(attribute(key, definitions));
    }
    checkCount("HASH", partition);
    checkCount("RANGE", sort);
    return new IndexDefinition(
        index.requiredString("IndexName"), new IndexKeys(partition, sort), projection(index));
  }

  private static void checkCount(String kind, List<KeyAttribute> keys) {
    if (keys.size() > IndexKeys.ATTRIBUTES_MAX) {
      throw ApiException.validation(
          INVALID
              + "The KeySchema exceeds the maximum allowed number of "
              + kind
              + " key attributes");
    }
  }

  static IndexSpec spec(Struct index, IndexDefinition definition, boolean onDemand) {
    Struct throughput = index.struct("ProvisionedThroughput");
    if (throughput != null) {
      ThroughputBounds.checkIndex(definition.name(), throughput);
    }
    return new IndexSpec(
        definition,
        throughput == null ? 0 : Requests.number(throughput, "ReadCapacityUnits"),
        throughput == null ? 0 : Requests.number(throughput, "WriteCapacityUnits"),
        onDemandMax(index, definition.name(), onDemand));
  }

  private static OnDemandMax onDemandMax(Struct index, String name, boolean onDemand) {
    OnDemandMax max = OnDemandUnits.of(index.struct("OnDemandThroughput"), " for index : " + name);
    if (max == null) {
      return OnDemandMax.NONE;
    }
    OnDemandUnits.checkMode(max, onDemand, " for index: " + name);
    OnDemandUnits.checkPositive(max, " for index : " + name);
    return max;
  }

  private static void checkThroughput(String index, @Nullable Struct throughput, boolean onDemand) {
    if (onDemand && throughput != null) {
      throw ApiException.validation(
          INVALID
              + "ProvisionedThroughput should not be specified for index: "
              + index
              + " when BillingMode is PAY_PER_REQUEST");
    }
    if (!onDemand && throughput == null) {
      throw ApiException.validation(
          INVALID + "ProvisionedThroughput is not specified for index: " + index);
    }
  }

  private static void checkNew(String index, Set<String> names) {
    if (!names.add(index)) {
      throw ApiException.validation(INVALID + "Duplicate index name: " + index);
    }
  }

  static Projection projection(Struct index) {
    Struct projection = index.struct("Projection");
    String type = projection == null ? null : projection.string("ProjectionType");
    if (projection == null || type == null) {
      throw ApiException.validation(INVALID + "Unknown ProjectionType: null");
    }
    List<String> attributes = projection.strings("NonKeyAttributes");
    boolean include = type.equals("INCLUDE");
    if (include != (attributes != null)) {
      throw ApiException.validation(
          INVALID
              + "ProjectionType is "
              + type
              + ", but NonKeyAttributes is "
              + (include ? "not specified" : "specified"));
    }
    if (attributes == null) {
      return type.equals("ALL") ? Projection.ALL : Projection.KEYS_ONLY;
    }
    Set<String> distinct = new TreeSet<>();
    for (String attribute : attributes) {
      if (!distinct.add(attribute)) {
        throw ApiException.validation(
            INVALID + "Duplicate element in NonKeyAttributes: " + attribute);
      }
    }
    return new Projection(Projection.Type.INCLUDE, attributes.stream().sorted().toList());
  }

  /**
   * Refuses more projected attributes than all indexes of a table may have together. The same
   * attribute in two indexes counts twice. Source of the message: what CreateTable was seen to
   * answer, as the rules of a public checker of templates quote it.
   */
  static void checkProjected(List<IndexDefinition> indexes) {
    int count = indexes.stream().mapToInt(index -> index.projection().attributes().size()).sum();
    if (count > PROJECTED_MAX) {
      throw ApiException.validation(
          INVALID
              + "Number of projected attributes in all indexes exceeds limit of "
              + PROJECTED_MAX);
    }
  }
}
