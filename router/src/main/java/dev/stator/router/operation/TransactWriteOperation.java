package dev.stator.router.operation;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.capacity.ItemSizes;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.indexed.LocalEntries;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemLimits;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.wire.Struct;
import dev.stator.router.transaction.TransactionWrite;
import dev.stator.router.transaction.TransactionWrite.Part;
import dev.stator.router.transaction.Transactions;
import dev.stator.router.transaction.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** TransactWriteItems. */
public final class TransactWriteOperation implements OperationHandler {
  private final Tables tables;
  private final Transactions transactions;

  public TransactWriteOperation(Tables tables, Transactions transactions) {
    this.tables = tables;
    this.transactions = transactions;
  }

  /** What an action does, as far as that is known without its table. */
  private sealed interface Kind {
    record Put(EncodedItem encoded) implements Kind {}

    record Update(UpdateExpression update) implements Kind {}

    record Delete() implements Kind {}

    record Check() implements Kind {}
  }

  /**
   * An action that is parsed.
   *
   * @param attributes the item, or the key that the request names
   */
  private record Parsed(
      Struct request,
      Kind kind,
      Map<String, AttributeValue> attributes,
      @Nullable ConditionExpression condition) {}

  @Override
  public void handle(Struct request, Reply reply) {
    List<Struct> asked = Requests.structs(request, "TransactItems");
    asked.forEach(TransactWriteOperation::checkOneKind);
    List<Parsed> parsed = new ArrayList<>(asked.size());
    long bytes = 0;
    for (Struct action : asked) {
      Parsed one = parse(action);
      parsed.add(one);
      bytes += bytes(one);
      TransactionTargets.checkBytes(bytes);
    }
    TransactionCapacity capacity = TransactionCapacity.of(request);
    TransactionTargets targets = new TransactionTargets();
    List<Part> parts = new ArrayList<>(parsed.size());
    for (Parsed one : parsed) {
      place(one, capacity, targets, parts);
    }
    targets.check();
    boolean metrics = ItemCollections.asked(request);
    transactions.write(
        new TransactionWrite(token(request), parts),
        outcome ->
            capacity.answer(
                parts,
                outcome,
                reply,
                json -> {
                  if (metrics && outcome instanceof WriteOutcome.Done done) {
                    collections(parts, done).write(json);
                  }
                }));
  }

  /** What was written; a repetition writes nothing, and so tells of nothing. */
  private static ItemCollections collections(List<Part> parts, WriteOutcome.Done done) {
    ItemCollections collections = new ItemCollections();
    for (int i = 0; i < parts.size(); i++) {
      WriteItem write = parts.get(i).action().write();
      collections.add(
          parts.get(i).table(),
          write.keySchema(),
          write.key(),
          done.sizes().get(i).collectionBytes());
    }
    return collections;
  }

  /** The client's token; an empty one is none. */
  static @Nullable String token(Struct request) {
    String token = request.string("ClientRequestToken");
    return token == null || token.isEmpty() ? null : token;
  }

  private static void checkOneKind(Struct action) {
    int kinds = 0;
    for (String kind : List.of("ConditionCheck", "Put", "Delete", "Update")) {
      kinds += action.has(kind) ? 1 : 0;
    }
    if (kinds == 0) {
      throw ApiException.validation(
          "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
    }
    if (kinds > 1) {
      throw ApiException.validation(
          "TransactItems can only contain one of Check, Put, Update or Delete");
    }
  }

  private static Parsed parse(Struct action) {
    Struct put = action.struct("Put");
    if (put != null) {
      return parsePut(put);
    }
    Struct update = action.struct("Update");
    if (update != null) {
      return parseUpdate(update);
    }
    Struct delete = action.struct("Delete");
    if (delete != null) {
      return parseCondition(delete, new Kind.Delete());
    }
    Struct check = action.struct("ConditionCheck");
    if (check == null) {
      throw new IllegalStateException("an action of no kind");
    }
    return parseCondition(check, new Kind.Check());
  }

  private static Parsed parsePut(Struct put) {
    Map<String, AttributeValue> attributes = Requests.attributes(put, "Item");
    Requests.checkNames(attributes);
    Item item = new Item(attributes);
    int sizeBytes = ItemLimits.checkPut(item);
    return parseCondition(put, new Kind.Put(EncodedItem.of(item, sizeBytes)));
  }

  private static Parsed parseUpdate(Struct update) {
    Map<String, AttributeValue> key = Requests.attributes(update, "Key");
    Expressions expressions =
        new Expressions(update, ExpressionKind.UPDATE, ExpressionKind.CONDITION);
    UpdateExpression changes = expressions.update();
    ConditionExpression condition = condition(update, expressions);
    expressions.requireAllUsed();
    if (changes == null) {
      throw new IllegalStateException("the model requires an update expression");
    }
    return new Parsed(update, new Kind.Update(changes), key, condition);
  }

  private static Parsed parseCondition(Struct action, Kind kind) {
    Map<String, AttributeValue> attributes =
        Requests.attributes(action, kind instanceof Kind.Put ? "Item" : "Key");
    Expressions expressions = new Expressions(action, ExpressionKind.CONDITION);
    ConditionExpression condition = condition(action, expressions);
    expressions.requireAllUsed();
    return new Parsed(action, kind, attributes, condition);
  }

  /** These requests have nothing from before expressions. */
  private static @Nullable ConditionExpression condition(Struct action, Expressions expressions) {
    return action.string("ConditionExpression") == null ? null : expressions.condition();
  }

  /** How much an action counts towards the limit of the whole. */
  private static long bytes(Parsed one) {
    if (one.kind() instanceof Kind.Put put) {
      return put.encoded().sizeBytes();
    }
    Map<String, AttributeValue> values = one.request().attributes("ExpressionAttributeValues");
    return ItemSizes.of(new Item(one.attributes()))
        + (values == null ? 0L : ItemSizes.of(new Item(values)));
  }

  private void place(
      Parsed one, TransactionCapacity capacity, TransactionTargets targets, List<Part> parts) {
    TableDescriptor table = tables.serving(one.request().requiredString("TableName"));
    PrimaryKey key;
    try {
      key =
          one.kind() instanceof Kind.Put
              ? Keys.fromItem(table.keySchema(), one.attributes())
              : Keys.fromKeyMap(table.keySchema(), one.attributes());
    } catch (ApiException refused) {
      if (!Keys.isMismatch(refused)) {
        throw refused;
      }
      targets.addProblem(refused);
      return;
    }
    if (one.kind() instanceof Kind.Put put) {
      LocalEntries.checkPut(table.keySchema(), table.indexes().local(), put.encoded().view());
    }
    if (one.kind() instanceof Kind.Update update) {
      try {
        update.update().requireNoKey(table.keySchema());
      } catch (ApiException refused) {
        targets.addProblem(refused);
        return;
      }
    }
    targets.add(table.name(), key);
    parts.add(Part.of(table.name(), action(one, capacity, table, key)));
  }

  private static Action action(
      Parsed one, TransactionCapacity capacity, TableDescriptor table, PrimaryKey key) {
    Mutation mutation =
        switch (one.kind()) {
          case Kind.Put put -> new Mutation.Put(put.encoded());
          case Kind.Update update -> new Mutation.Update(update.update());
          case Kind.Delete delete -> new Mutation.Delete();
          case Kind.Check check -> new Mutation.Delete();
        };
    return new Action(
        new WriteItem(
            table.partition(RowKeys.hash(key.partition())).id(),
            table.keySchema(),
            key,
            mutation,
            one.condition(),
            ReturnValues.NONE,
            "ALL_OLD".equals(one.request().string("ReturnValuesOnConditionCheckFailure")),
            capacity.countsIndexes(table)),
        one.kind() instanceof Kind.Check);
  }
}
