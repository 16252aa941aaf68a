package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.ItemLimits;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.legacy.LegacyUpdates;
import dev.stator.model.wire.Struct;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PutItem, UpdateItem and DeleteItem. */
public final class WriteOperations {
  private static final String ONLY_OLD = "ReturnValues can only be ALL_OLD or NONE";

  private final Tables tables;
  private final PartitionClient partitions;

  public WriteOperations(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.partitions = partitions;
  }

  /** PutItem. */
  public void put(Struct request, OperationHandler.Reply reply) {
    Expressions.refuseMixed(request, ExpressionKind.CONDITION);
    Item item = Item.owning(Requests.attributes(request, "Item"));
    ReturnValues returnValues = oldOnly(request);
    Requests.checkNames(item.attributes());
    int sizeBytes = ItemLimits.checkPut(item);
    Expressions expressions = new Expressions(request, ExpressionKind.CONDITION);
    ConditionExpression condition = expressions.condition();
    expressions.requireAllUsed();
    TableDescriptor table = tables.serving(request.requiredString("TableName"));
    PrimaryKey key = Keys.fromItem(table.keySchema(), item);
    send(
        request,
        table,
        key,
        new Mutation.Put(EncodedItem.of(item, sizeBytes)),
        condition,
        returnValues,
        reply);
  }

  /** DeleteItem. */
  public void delete(Struct request, OperationHandler.Reply reply) {
    Expressions.refuseMixed(request, ExpressionKind.CONDITION);
    Map<String, AttributeValue> keyMap = Requests.attributes(request, "Key");
    ReturnValues returnValues = oldOnly(request);
    Expressions expressions = new Expressions(request, ExpressionKind.CONDITION);
    ConditionExpression condition = expressions.condition();
    expressions.requireAllUsed();
    TableDescriptor table = tables.serving(request.requiredString("TableName"));
    PrimaryKey key = Keys.fromKeyMap(table.keySchema(), keyMap);
    send(request, table, key, new Mutation.Delete(), condition, returnValues, reply);
  }

  /** UpdateItem. */
  public void update(Struct request, OperationHandler.Reply reply) {
    Expressions.refuseMixed(request, ExpressionKind.UPDATE, ExpressionKind.CONDITION);
    Map<String, AttributeValue> keyMap = Requests.attributes(request, "Key");
    Expressions expressions =
        new Expressions(request, ExpressionKind.UPDATE, ExpressionKind.CONDITION);
    UpdateExpression update = expressions.update();
    ConditionExpression condition = expressions.condition();
    expressions.requireAllUsed();
    TableDescriptor table = tables.serving(request.requiredString("TableName"));
    PrimaryKey key = Keys.fromKeyMap(table.keySchema(), keyMap);
    if (update != null) {
      update.requireNoKey(table.keySchema());
    }
    ScalarKeys.check(table, update);
    send(request, table, key, new Mutation.Update(update), condition, returnValues(request), reply);
  }

  private void send(
      Struct request,
      TableDescriptor table,
      PrimaryKey key,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      ReturnValues returnValues,
      OperationHandler.Reply reply) {
    ScalarKeys.check(table, condition);
    ConsumedCapacity capacity = ConsumedCapacity.of(request);
    boolean returnOldOnFailure =
        "ALL_OLD".equals(request.string("ReturnValuesOnConditionCheckFailure"));
    boolean metrics = ItemCollections.asked(request);
    partitions.send(
        new WriteItem(
            table.partition(RowKeys.hash(key.partition())).id(),
            table.keySchema(),
            key,
            mutation,
            condition,
            returnValues,
            returnOldOnFailure,
            capacity != ConsumedCapacity.NONE && !table.indexes().isEmpty()),
        response -> {
          if (response instanceof PartitionResponse.Written written) {
            reply.done(json -> {
              Item returned = written.returned();
              if (returned != null && !returned.attributes().isEmpty()) {
                json.writeName("Attributes");
                ItemJson.write(json, returned);
              }
              capacity.write(json, table.name(), ConsumedUnits.of(written));
              if (metrics) {
                ItemCollections.write(json, table.keySchema(), key, written.collectionBytes());
              }
            });
          } else {
            reply.fail(error(request, response));
          }
        });
  }

  /** The error of a write; what an old update says of a value that does not fit is its own. */
  private static ApiException error(Struct request, PartitionResponse response) {
    ApiException error = Answers.error(response);
    boolean mismatch =
        Requests.given(request, "AttributeUpdates")
            && error.message().equals(UpdateExpression.WRONG_TYPE);
    return mismatch ? ApiException.validation(LegacyUpdates.TYPE_MISMATCH) : error;
  }

  private static ReturnValues returnValues(Struct request) {
    String asked = request.string("ReturnValues");
    return asked == null ? ReturnValues.NONE : ReturnValues.valueOf(asked);
  }

  private static ReturnValues oldOnly(Struct request) {
    ReturnValues asked = returnValues(request);
    if (asked != ReturnValues.NONE && asked != ReturnValues.ALL_OLD) {
      throw ApiException.validation(ONLY_OLD);
    }
    return asked;
  }
}
