package dev.stator.node;

import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests for tests, on items with the key {@code k}. */
final class Writes {
  static final long PARTITION = 2000;
  static final KeySchema SCHEMA = new KeySchema(new KeyAttribute("k", ScalarType.S), null);
  static final PrimaryKey KEY = new PrimaryKey(new AttributeValue.S("a"), null);

  private Writes() {}

  static WriteItem write(
      Mutation mutation, @Nullable String condition, ReturnValues returnValues, boolean oldToo) {
    return new WriteItem(
        PARTITION,
        SCHEMA,
        KEY,
        mutation,
        condition == null
            ? null
            : ConditionExpression.parse(
                ExpressionKind.CONDITION, condition, ExpressionAttributes.of(null, null)),
        returnValues,
        oldToo);
  }

  static WriteItem put(int x, @Nullable String condition) {
    return write(new Mutation.Put(EncodedItem.of(item(x))), condition, ReturnValues.NONE, false);
  }

  static Mutation update(String expression, int value) {
    return new Mutation.Update(
        UpdateExpression.parse(
            expression, ExpressionAttributes.of(null, Map.of(":v", number(value)))));
  }

  /** {@code {k: "a", x: x}}, and with more numbers {@code y}. */
  static Item item(int... numbers) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("k", KEY.partition());
    for (int i = 0; i < numbers.length; i++) {
      attributes.put(i == 0 ? "x" : "y", number(numbers[i]));
    }
    return new Item(attributes);
  }

  static Item only(String name, int value) {
    return new Item(Map.of(name, number(value)));
  }

  static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }
}
