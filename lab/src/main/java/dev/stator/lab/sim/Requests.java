package dev.stator.lab.sim;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemState;
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
import dev.stator.model.key.RowKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The checker's operations as requests to a partition. */
final class Requests {
  private static final ConditionExpression ABSENT = condition("attribute_not_exists(pk)", Map.of());
  private static final ConditionExpression NEVER = condition("val = :e", Map.of(":e", number(-1)));

  /** By amount, which is small. */
  private static final List<UpdateExpression> ADD =
      IntStream.range(0, 4).mapToObj(amount -> parse("ADD cnt :x", amount)).toList();

  static final KeySchema KEY = new KeySchema(new KeyAttribute("pk", ScalarType.S), null);

  private Requests() {}

  static PartitionRequest of(
      long partition, TrackedItem item, Kind kind, long argument, long expected) {
    return switch (kind) {
      case READ ->
          new PartitionRequest.ReadRow(partition, RowKeys.itemKey(partition, item.key()), true);
      case PUT -> write(partition, item, put(item, argument), null, ReturnValues.ALL_OLD);
      case PUT_IF_ABSENT ->
          write(partition, item, put(item, argument), ABSENT, ReturnValues.ALL_OLD);
      case PUT_IF_VALUE ->
          write(
              partition,
              item,
              put(item, argument),
              expected == -1 ? NEVER : condition("val = :e", Map.of(":e", number(expected))),
              ReturnValues.ALL_OLD);
      case SET ->
          write(
              partition,
              item,
              new Mutation.Update(parse("SET val = :x", argument)),
              null,
              ReturnValues.ALL_NEW);
      case ADD ->
          write(
              partition,
              item,
              new Mutation.Update(ADD.get(Math.toIntExact(argument))),
              null,
              ReturnValues.ALL_NEW);
      case DELETE -> write(partition, item, new Mutation.Delete(), null, ReturnValues.ALL_OLD);
    };
  }

  static ItemState state(@Nullable Item item) {
    return item == null
        ? ItemState.ABSENT
        : new ItemState(true, longOf(item.get("val")), longOf(item.get("cnt")));
  }

  private static PartitionRequest write(
      long partition,
      TrackedItem item,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      ReturnValues returnValues) {
    return new PartitionRequest.WriteItem(
        partition, KEY, item.key(), mutation, condition, returnValues, true);
  }

  private static Mutation put(TrackedItem item, long value) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("pk", item.key().partition());
    attributes.put("val", number(value));
    return new Mutation.Put(EncodedItem.of(new Item(attributes)));
  }

  private static UpdateExpression parse(String expression, long argument) {
    return UpdateExpression.parse(
        expression, ExpressionAttributes.of(null, Map.of(":x", number(argument))));
  }

  private static ConditionExpression condition(String text, Map<String, AttributeValue> values) {
    return ConditionExpression.parse(
        ExpressionKind.CONDITION,
        text,
        ExpressionAttributes.of(null, values.isEmpty() ? null : values));
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  private static long longOf(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.N n ? n.value().longValue() : 0;
  }
}
