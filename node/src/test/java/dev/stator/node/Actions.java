package dev.stator.node;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Actions of transactions, on items of one partition. */
final class Actions {
  private static final long PARTITION = Writes.PARTITION;

  private Actions() {}

  static Action put(String key, int x, @Nullable String condition) {
    Item item =
        new Item(
            Map.of("k", new AttributeValue.S(key), "x", new AttributeValue.N(DynamoNumber.of(x))));
    return action(key, new Mutation.Put(EncodedItem.of(item)), condition, false);
  }

  static Action large(String key) {
    Item item =
        new Item(
            Map.of("k", new AttributeValue.S(key), "x", new AttributeValue.S("x".repeat(390_000))));
    return action(key, new Mutation.Put(EncodedItem.of(item)), null, false);
  }

  static Action delete(String key) {
    return action(key, new Mutation.Delete(), null, false);
  }

  static Action check(String key, String condition) {
    return action(key, new Mutation.Delete(), condition, true);
  }

  static Action action(
      String key, Mutation mutation, @Nullable String condition, boolean checkOnly) {
    return new Action(
        new WriteItem(
            PARTITION,
            Writes.SCHEMA,
            new PrimaryKey(new AttributeValue.S(key), null),
            mutation,
            condition == null
                ? null
                : ConditionExpression.parse(
                    ExpressionKind.CONDITION, condition, ExpressionAttributes.of(null, null)),
            ReturnValues.NONE,
            true),
        checkOnly);
  }
}
