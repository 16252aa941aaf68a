package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Says whether conditions hold. Pure. */
final class ConditionEvaluator {
  private ConditionEvaluator() {}

  static boolean test(Condition condition, Item item) {
    return switch (condition) {
      case Condition.And and -> {
        for (Condition operand : and.operands()) {
          if (!test(operand, item)) {
            yield false;
          }
        }
        yield true;
      }
      case Condition.Or or -> {
        for (Condition operand : or.operands()) {
          if (test(operand, item)) {
            yield true;
          }
        }
        yield false;
      }
      case Condition.Not not -> !test(not.operand(), item);
      case Condition.Compare compare ->
          compare(value(compare.left(), item), compare.comparison(), value(compare.right(), item));
      case Condition.Between between -> between(between, item);
      case Condition.In in -> in(in, item);
      case Condition.Exists exists -> exists.path().in(item) != null;
      case Condition.NotExists notExists -> notExists.path().in(item) == null;
      case Condition.HasType hasType -> {
        AttributeValue value = value(hasType.value(), item);
        yield value != null && value.typeName().equals(hasType.typeName());
      }
      case Condition.BeginsWith beginsWith ->
          beginsWith(value(beginsWith.value(), item), value(beginsWith.prefix(), item));
      case Condition.Contains contains ->
          contains(value(contains.value(), item), value(contains.part(), item));
    };
  }

  private static boolean compare(
      @Nullable AttributeValue left, Comparison comparison, @Nullable AttributeValue right) {
    if (comparison == Comparison.NE) {
      return left == null || right == null || !left.equals(right);
    }
    if (left == null || right == null) {
      return false;
    }
    if (comparison == Comparison.EQ) {
      return left.equals(right);
    }
    return ValueOrder.comparable(left, right) && holds(comparison, ValueOrder.compare(left, right));
  }

  private static boolean holds(Comparison comparison, int order) {
    return switch (comparison) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }

  private static boolean between(Condition.Between between, Item item) {
    AttributeValue value = value(between.value(), item);
    return compare(value, Comparison.GE, value(between.low(), item))
        && compare(value, Comparison.LE, value(between.high(), item));
  }

  private static boolean in(Condition.In in, Item item) {
    AttributeValue value = value(in.value(), item);
    if (value == null) {
      return false;
    }
    for (Operand option : in.options()) {
      if (value.equals(value(option, item))) {
        return true;
      }
    }
    return false;
  }

  private static boolean beginsWith(
      @Nullable AttributeValue value, @Nullable AttributeValue prefix) {
    if (value instanceof AttributeValue.S text && prefix instanceof AttributeValue.S start) {
      return text.value().startsWith(start.value());
    }
    return value instanceof AttributeValue.B bytes
        && prefix instanceof AttributeValue.B start
        && matchesAt(bytes.value().bytes(), 0, start.value().bytes());
  }

  private static boolean contains(@Nullable AttributeValue value, @Nullable AttributeValue part) {
    if (value == null || part == null) {
      return false;
    }
    return switch (value) {
      case AttributeValue.S text ->
          part instanceof AttributeValue.S inner && text.value().contains(inner.value());
      case AttributeValue.B bytes ->
          part instanceof AttributeValue.B inner
              && containsBytes(bytes.value().bytes(), inner.value().bytes());
      case AttributeValue.SS texts ->
          part instanceof AttributeValue.S one && texts.value().contains(one.value());
      case AttributeValue.NS numbers ->
          part instanceof AttributeValue.N one && numbers.value().contains(one.value());
      case AttributeValue.BS all ->
          part instanceof AttributeValue.B one && all.value().contains(one.value());
      case AttributeValue.L list -> list.value().contains(part);
      case AttributeValue.N n -> false;
      case AttributeValue.Bool b -> false;
      case AttributeValue.Null n -> false;
      case AttributeValue.M m -> false;
    };
  }

  private static boolean matchesAt(byte[] bytes, int from, byte[] part) {
    if (bytes.length - from < part.length) {
      return false;
    }
    for (int i = 0; i < part.length; i++) {
      if (bytes[from + i] != part[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean containsBytes(byte[] bytes, byte[] part) {
    // Through a text of one char per byte: String's search is vectorised.
    return latin1(bytes).contains(latin1(part));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static @Nullable AttributeValue value(Operand operand, Item item) {
    return switch (operand) {
      case Operand.Path path -> path.path().in(item);
      case Operand.Literal literal -> literal.value();
      case Operand.Size size -> {
        AttributeValue of = value(size.of(), item);
        int count = of == null ? -1 : size(of);
        yield count < 0 ? null : new AttributeValue.N(DynamoNumber.of(BigDecimal.valueOf(count)));
      }
      case Operand.Sum sum -> throw notForConditions(sum);
      case Operand.IfNotExists ifNotExists -> throw notForConditions(ifNotExists);
      case Operand.ListAppend listAppend -> throw notForConditions(listAppend);
    };
  }

  private static IllegalArgumentException notForConditions(Operand operand) {
    return new IllegalArgumentException("not for conditions: " + operand);
  }

  /** The size of a value; -1 when its type has none. */
  private static int size(AttributeValue value) {
    return switch (value) {
      case AttributeValue.S text -> text.value().length();
      case AttributeValue.B bytes -> bytes.value().bytes().length;
      case AttributeValue.SS texts -> texts.value().size();
      case AttributeValue.NS numbers -> numbers.value().size();
      case AttributeValue.BS all -> all.value().size();
      case AttributeValue.L list -> list.value().size();
      case AttributeValue.M map -> map.value().size();
      case AttributeValue.N n -> -1;
      case AttributeValue.Bool b -> -1;
      case AttributeValue.Null n -> -1;
    };
  }
}
