package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.item.ItemJson;
import dev.stator.model.key.IndexKey;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * ExecuteStatement. Source of the message about strong reads, which is not Query's: the service's
 * answers as recorded in github.com/nubo-db/dynamodb-conformance.
 */
public final class StatementOperation implements OperationHandler {
  private final Tables tables;
  private final StatementRunner runner;

  public StatementOperation(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.runner = new StatementRunner(partitions);
  }

  @Override
  public void handle(Struct request, Reply reply) {
    String text = request.requiredString("Statement");
    List<AttributeValue> given = request.values("Parameters");
    List<AttributeValue> parameters = given == null ? List.of() : given;
    ConsumedCapacity capacity = ConsumedCapacity.of(request);
    switch (PreparedStatement.of(tables, text, parameters)) {
      case PreparedStatement.Read read -> {
        // Only pages need it: a statement about one item never does.
        LongSupplier identity = () -> StatementToken.request(text, parameters);
        runner.read(
            read,
            reading(request, read.source(), identity),
            result -> answer(result, capacity, identity, reply));
      }
      case PreparedStatement.Write write ->
          runner.write(
              write,
              "ALL_OLD".equals(request.string("ReturnValuesOnConditionCheckFailure")),
              result -> answer(result, capacity, () -> 0, reply));
    }
  }

  private static StatementRunner.Reading reading(
      Struct request, Source source, LongSupplier identity) {
    if (source instanceof Source.OfGlobal && request.bool("ConsistentRead", false)) {
      throw ApiException.validation(
          "Strongly consistent read is not supported on Global Secondary Indexes");
    }
    String token = request.string("NextToken");
    Long limit = request.number("Limit");
    return new StatementRunner.Reading(
        request.bool("ConsistentRead", false),
        limit == null ? Integer.MAX_VALUE : Math.toIntExact(limit),
        token == null ? null : StatementToken.read(token, identity.getAsLong(), source));
  }

  private static void answer(
      StatementResult result, ConsumedCapacity capacity, LongSupplier identity, Reply reply) {
    switch (result) {
      case StatementResult.Read read ->
          reply.ok(json -> {
            json.writeArrayPropertyStart("Items");
            int written = read.writeItems(json, reply.answerBytes(PageRun.ANSWER_BYTES_MAX));
            json.writeEndArray();
            writeNext(json, read.source(), read.last(written), identity);
            capacity.write(json, read.table().name(), read.units());
          });
      case StatementResult.Written written ->
          reply.done(
              body(result, json -> capacity.write(json, written.table().name(), written.units())));
      case StatementResult.Failed failed -> reply.fail(failed.error());
    }
  }

  private static Body body(StatementResult result, Consumer<JsonGenerator> rest) {
    return json -> {
      json.writeArrayPropertyStart("Items");
      result.writeItems(json);
      json.writeEndArray();
      rest.accept(json);
    };
  }

  private static void writeNext(
      JsonGenerator json, Source source, @Nullable IndexKey last, LongSupplier identity) {
    if (last != null) {
      json.writeStringProperty(
          "NextToken", StatementToken.write(identity.getAsLong(), source, last));
      json.writeName("LastEvaluatedKey");
      ItemJson.write(json, source.toItem(last));
    }
  }
}
