package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeySchema;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What Query and Scan have in common: what is selected, where a page starts, and the answer.
 *
 * @param countOnly only the number of items is asked for
 * @param rowsMax the request's Limit, or the largest int
 * @param start where to go on from, exclusive; null from the beginning
 */
record PageRequest(
    TableDescriptor table,
    @Nullable ProjectionExpression projection,
    @Nullable ConditionExpression filter,
    boolean countOnly,
    boolean consistent,
    int rowsMax,
    @Nullable PrimaryKey start,
    ConsumedCapacity capacity) {

  static PageRequest of(
      Struct request,
      TableDescriptor table,
      @Nullable ProjectionExpression projection,
      @Nullable ConditionExpression filter) {
    Long limit = request.number("Limit");
    return new PageRequest(
        table,
        projection,
        filter,
        "COUNT".equals(request.string("Select")),
        Boolean.TRUE.equals(request.bool("ConsistentRead")),
        limit == null ? Integer.MAX_VALUE : Math.toIntExact(limit),
        start(request, table.keySchema()),
        ConsumedCapacity.of(request));
  }

  /** Checks Select against the other parameters. */
  static void checkSelect(Struct request) {
    String select = request.string("Select");
    boolean expression = request.string("ProjectionExpression") != null;
    boolean projection = expression || request.has("AttributesToGet");
    if (select == null) {
      return;
    }
    if (projection && !select.equals("SPECIFIC_ATTRIBUTES")) {
      throw ApiException.validation(
          "Cannot specify the "
              + (expression ? "ProjectionExpression" : "AttributesToGet")
              + " when choosing to get "
              + (select.equals("COUNT") ? "only the Count" : select));
    }
    if (select.equals("SPECIFIC_ATTRIBUTES") && !projection) {
      throw ApiException.validation(
          "Must specify the AttributesToGet or ProjectionExpression when choosing to get"
              + " SPECIFIC_ATTRIBUTES");
    }
    if (select.equals("ALL_PROJECTED_ATTRIBUTES") && request.string("IndexName") == null) {
      throw ApiException.validation(
          "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    }
  }

  static void checkNoIndex(Struct request) {
    String index = request.string("IndexName");
    if (index != null) {
      throw ApiException.validation("The table does not have the specified index: " + index);
    }
  }

  private static @Nullable PrimaryKey start(Struct request, KeySchema schema) {
    if (!request.has("ExclusiveStartKey")) {
      return null;
    }
    Map<String, AttributeValue> key = Requests.attributes(request, "ExclusiveStartKey");
    try {
      return Keys.fromKeyMap(schema, key);
    } catch (ApiException mismatch) {
      boolean query = request.shape().name().startsWith("Query");
      throw ApiException.validation(
          "The provided starting key is invalid" + (query ? "" : ": " + mismatch.message()));
    }
  }

  /**
   * Reads a page and answers.
   *
   * @param isLast whether no key of what is asked for comes after this one: then the answer has no
   *     LastEvaluatedKey, whatever the Limit
   */
  void run(
      PartitionClient partitions,
      List<PageRun.Piece> pieces,
      boolean reverse,
      Predicate<PrimaryKey> isLast,
      OperationHandler.Reply reply) {
    PageRun.start(
        partitions,
        pieces,
        new PageRun.Spec(reverse, rowsMax, filter, countOnly, consistent),
        outcome -> {
          switch (outcome) {
            case PageRun.Outcome.Done done -> reply.ok(json -> write(json, done, isLast));
            case PageRun.Outcome.Failed failed -> reply.fail(Answers.error(failed.response()));
          }
        });
  }

  private void write(JsonGenerator json, PageRun.Outcome.Done page, Predicate<PrimaryKey> isLast) {
    json.writeNumberProperty("Count", page.matched());
    json.writeNumberProperty("ScannedCount", page.scanned());
    if (!countOnly) {
      json.writeArrayPropertyStart("Items");
      for (StoredRow row : page.rows()) {
        GetItemOperation.writeRow(json, row, projection);
      }
      json.writeEndArray();
    }
    byte[] last = page.lastRowKey();
    if (last != null) {
      PrimaryKey key = RowKeys.decode(table.keySchema(), last);
      if (!isLast.test(key)) {
        json.writeName("LastEvaluatedKey");
        ItemJson.write(json, Keys.toItem(table.keySchema(), key));
      }
    }
    capacity.write(
        json,
        table.name(),
        CapacityUnits.readPage(page.bytes(), ConsumedCapacity.mode(consistent)));
  }
}
