package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.StoredRow;
import dev.stator.model.json.JsonOut;
import dev.stator.model.key.IndexKey;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What Query and Scan have in common: what is selected, where a page starts, and the answer.
 *
 * @param fetches whether the items of an index's rows must be read, for what the rows do not have
 * @param countOnly only the number of items is asked for
 * @param rowsMax the request's Limit, or the largest int
 * @param start where to go on from, exclusive; null from the beginning
 */
record PageRequest(
    Source source,
    boolean fetches,
    @Nullable ProjectionExpression projection,
    @Nullable ConditionExpression filter,
    boolean countOnly,
    boolean consistent,
    int rowsMax,
    @Nullable IndexKey start,
    ConsumedCapacity capacity) {

  static PageRequest of(
      Struct request,
      Source source,
      @Nullable IndexKey start,
      @Nullable ProjectionExpression projection,
      @Nullable ConditionExpression filter) {
    Long limit = request.number("Limit");
    String select = request.string("Select");
    return new PageRequest(
        source,
        Selection.fetches(source, select, projection),
        projection,
        filter,
        "COUNT".equals(select),
        Boolean.TRUE.equals(request.bool("ConsistentRead")),
        limit == null ? Integer.MAX_VALUE : Math.toIntExact(limit),
        start,
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

  /** Where to go on from. */
  static @Nullable IndexKey start(Struct request, Source source) {
    if (!request.has("ExclusiveStartKey")) {
      return null;
    }
    Map<String, AttributeValue> key = Requests.attributes(request, "ExclusiveStartKey");
    try {
      return source.fromKeyMap(key);
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
      Predicate<IndexKey> isLast,
      OperationHandler.Reply reply) {
    PageRun.start(
        partitions,
        source,
        pieces,
        new PageRun.Spec(reverse, rowsMax, filter, countOnly, consistent, fetches),
        outcome -> {
          switch (outcome) {
            case PageRun.Outcome.Done page ->
                reply.ok(
                    json -> write(json, page, isLast, reply.answerBytes(PageRun.ANSWER_BYTES_MAX)));
            case PageRun.Outcome.Failed failed -> reply.fail(Answers.error(failed.response()));
          }
        });
  }

  private void write(
      JsonGenerator json, PageRun.Outcome.Done page, Predicate<IndexKey> isLast, long bytesMax) {
    int written = 0;
    if (!countOnly) {
      json.writeArrayPropertyStart("Items");
      for (StoredRow row : page.rows()) {
        if (written > 0 && JsonOut.written(json) >= bytesMax) {
          break;
        }
        GetItemOperation.writeRow(json, row, projection);
        written++;
      }
      json.writeEndArray();
    }
    boolean all = countOnly || written == page.rows().size();
    json.writeNumberProperty("Count", all ? page.matched() : written);
    // With a filter it is not known here how many were looked at before the last that is written.
    json.writeNumberProperty("ScannedCount", all || filter != null ? page.scanned() : written);
    IndexKey last = all ? page.last() : page.keyOf(source, written - 1);
    if (last != null && !(all && isLast.test(last))) {
      json.writeName("LastEvaluatedKey");
      ItemJson.write(json, source.toItem(last));
    }
    double read = CapacityUnits.readPage(page.bytes(), ConsumedCapacity.mode(consistent));
    capacity.write(
        json, source.table().name(), ConsumedUnits.of(source, read, page.fetchedUnits()));
  }
}
