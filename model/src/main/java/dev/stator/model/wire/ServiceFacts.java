package dev.stator.model.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the service is known to answer otherwise than its published model says: the order in which
 * it lists enum values and complains about members, how it prints patterns, and constraints that
 * the model does not carry. All of it is observed behaviour; what is not listed here follows the
 * model's own order.
 */
final class ServiceFacts {
  /** The service prints enum sets in an order of its own. */
  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "ReturnValue", List.of("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"),
          "Select",
              List.of("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"),
          "ComparisonOperator",
              List.of(
                  "IN",
                  "NULL",
                  "BETWEEN",
                  "LT",
                  "NOT_CONTAINS",
                  "EQ",
                  "GT",
                  "NOT_NULL",
                  "NE",
                  "LE",
                  "BEGINS_WITH",
                  "GE",
                  "CONTAINS"),
          "AttributeAction", List.of("ADD", "DELETE", "PUT"),
          "ConditionalOperator", List.of("OR", "AND"),
          "ScalarAttributeType", List.of("B", "N", "S"),
          "ProjectionType", List.of("ALL", "INCLUDE", "KEYS_ONLY"),
          "StreamViewType", List.of("OLD_IMAGE", "KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE"),
          "ContributorInsightsMode", List.of("THROTTLED_KEYS", "ACCESSED_AND_THROTTLED_KEYS"));

  /**
   * Members in the order of the service's complaints; members not named come after, as they are.
   */
  private static final Map<String, List<String>> CHECK_ORDER =
      Map.ofEntries(
          Map.entry(
              "PutItemInput",
              List.of(
                  "ReturnConsumedCapacity",
                  "TableName",
                  "Item",
                  "ConditionalOperator",
                  "Expected",
                  "ReturnValues",
                  "ReturnItemCollectionMetrics")),
          Map.entry(
              "UpdateItemInput",
              List.of(
                  "ReturnConsumedCapacity",
                  "TableName",
                  "ReturnItemCollectionMetrics",
                  "ReturnValues",
                  "Key",
                  "ConditionalOperator",
                  "Expected")),
          Map.entry(
              "DeleteItemInput",
              List.of(
                  "ReturnConsumedCapacity",
                  "TableName",
                  "ReturnValues",
                  "ReturnItemCollectionMetrics",
                  "Key",
                  "ConditionalOperator",
                  "Expected")),
          Map.entry(
              "GetItemInput",
              List.of("ReturnConsumedCapacity", "AttributesToGet", "TableName", "Key")),
          Map.entry(
              "QueryInput",
              List.of(
                  "Limit",
                  "ExclusiveStartKey",
                  "ReturnConsumedCapacity",
                  "AttributesToGet",
                  "QueryFilter",
                  "Select",
                  "ConditionalOperator",
                  "KeyConditions",
                  "TableName",
                  "ConsistentRead",
                  "IndexName")),
          Map.entry(
              "ScanInput",
              List.of(
                  "Limit",
                  "TotalSegments",
                  "ReturnConsumedCapacity",
                  "AttributesToGet",
                  "Select",
                  "TableName",
                  "ExclusiveStartKey",
                  "Segment",
                  "ScanFilter")),
          Map.entry("BatchGetItemInput", List.of("ReturnConsumedCapacity", "RequestItems")),
          Map.entry(
              "BatchWriteItemInput",
              List.of("ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "RequestItems")),
          Map.entry("WriteRequest", List.of("DeleteRequest", "PutRequest")),
          Map.entry("ListTablesInput", List.of("Limit", "ExclusiveStartTableName")),
          Map.entry(
              "CreateTableInput",
              List.of(
                  "AttributeDefinitions",
                  "TableName",
                  "BillingMode",
                  "ProvisionedThroughput",
                  "KeySchema",
                  "LocalSecondaryIndexes",
                  "GlobalSecondaryIndexes")),
          Map.entry("AttributeDefinition", List.of("AttributeType", "AttributeName")),
          Map.entry("ProvisionedThroughput", List.of("WriteCapacityUnits", "ReadCapacityUnits")),
          Map.entry("LocalSecondaryIndex", List.of("Projection", "IndexName", "KeySchema")),
          Map.entry(
              "GlobalSecondaryIndex",
              List.of("Projection", "IndexName", "ProvisionedThroughput", "KeySchema")));

  /** Requests on items take a table's name of any length from 1; all others want 3. */
  private static final Set<String> ON_ITEMS =
      Set.of(
          "PutItemInput",
          "GetItemInput",
          "DeleteItemInput",
          "UpdateItemInput",
          "QueryInput",
          "ScanInput",
          "SearchVectorsInput",
          "ConditionCheck",
          "Put",
          "Delete",
          "Update",
          "Get");

  /** These say that the parameter is missing, before and instead of anything else. */
  private static final Set<String> NAMES_MISSING_TABLE =
      Set.of("CreateTableInput", "UpdateTableInput", "DeleteTableInput", "DescribeTableInput");

  /** Patterns that the service prints with their anchors; it prints all others without. */
  private static final Set<String> ANCHORED = Set.of("S3Bucket", "ClientToken");

  private static final Bounds TABLE_KEYS = new Bounds(1, 2);

  private ServiceFacts() {}

  static List<String> choices(String shape, List<String> model) {
    List<String> known = CHOICES.get(shape);
    if (known == null) {
      return model;
    }
    // A value that the model gained since stays valid: it is listed after the known ones.
    List<String> all = new ArrayList<>(known);
    for (String value : model) {
      if (!known.contains(value)) {
        all.add(value);
      }
    }
    return List.copyOf(all);
  }

  static String pattern(String shape, String model) {
    boolean anchors = model.startsWith("^") && model.endsWith("$");
    return anchors && !ANCHORED.contains(shape) ? model.substring(1, model.length() - 1) : model;
  }

  static Shape key(Shape model) {
    return model.name().equals("TableArn") ? new Shape.TableName(model.name(), 3) : model;
  }

  static Shape target(String structure, String member, Shape model) {
    if (member.equals("TableName") && model.name().equals("TableArn")) {
      return new Shape.TableName(model.name(), ON_ITEMS.contains(structure) ? 1 : 3);
    }
    boolean keysOfTable =
        member.equals("KeySchema")
            && (structure.equals("CreateTableInput") || structure.equals("LocalSecondaryIndex"));
    if (keysOfTable && model instanceof Shape.Sequence keys) {
      return new Shape.Sequence(keys.name(), keys.element(), TABLE_KEYS);
    }
    return model;
  }

  static boolean alsoRequired(String structure, String member) {
    return structure.equals("CreateTableInput")
        && (member.equals("AttributeDefinitions") || member.equals("KeySchema"));
  }

  /** A table that joins a global table takes its schema from there. */
  static @Nullable String unless(String structure, String member) {
    return alsoRequired(structure, member) ? "GlobalTableSourceArn" : null;
  }

  static boolean namesMissingTable(String structure) {
    return NAMES_MISSING_TABLE.contains(structure);
  }

  static List<Member> checkOrder(String structure, List<Member> members) {
    List<String> first = CHECK_ORDER.get(structure);
    if (first == null) {
      return members;
    }
    List<Member> ordered = new ArrayList<>(members.size());
    for (String name : first) {
      for (Member member : members) {
        if (member.name().equals(name)) {
          ordered.add(member);
        }
      }
    }
    for (Member member : members) {
      if (!first.contains(member.name())) {
        ordered.add(member);
      }
    }
    return ordered;
  }
}
