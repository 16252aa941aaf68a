package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes the values of an update. Pure. */
final class UpdateEvaluator {
  private UpdateEvaluator() {}

  static AttributeValue value(Operand operand, Item old) {
    return switch (operand) {
      case Operand.Literal literal -> literal.value();
      case Operand.Path path -> {
        AttributeValue value = path.path().in(old);
        if (value == null) {
          throw ApiException.validation(
              "The provided expression refers to an attribute that does not exist in the item");
        }
        yield value;
      }
      case Operand.Sum sum -> {
        DynamoNumber left = number(value(sum.left(), old));
        DynamoNumber right = number(value(sum.right(), old));
        yield sum(left, sum.minus(), right);
      }
      case Operand.IfNotExists ifNotExists -> {
        AttributeValue value = ifNotExists.path().in(old);
        yield value != null ? value : value(ifNotExists.otherwise(), old);
      }
      case Operand.ListAppend append -> {
        List<AttributeValue> first = list(value(append.first(), old));
        List<AttributeValue> second = list(value(append.second(), old));
        List<AttributeValue> all = new ArrayList<>(first.size() + second.size());
        all.addAll(first);
        all.addAll(second);
        yield new AttributeValue.L(all);
      }
      case Operand.Size size -> throw new IllegalArgumentException("not for updates: " + size);
    };
  }

  private static AttributeValue sum(DynamoNumber left, boolean minus, DynamoNumber right) {
    BigDecimal a = left.toBigDecimal();
    BigDecimal b = right.toBigDecimal();
    return new AttributeValue.N(DynamoNumber.of(minus ? a.subtract(b) : a.add(b)));
  }

  private static DynamoNumber number(AttributeValue value) {
    if (value instanceof AttributeValue.N number) {
      return number.value();
    }
    throw wrongType();
  }

  private static List<AttributeValue> list(AttributeValue value) {
    if (value instanceof AttributeValue.L list) {
      return list.value();
    }
    throw wrongType();
  }

  static ApiException wrongType() {
    return ApiException.validation(UpdateExpression.WRONG_TYPE);
  }

  /** The value after ADD. */
  static AttributeValue add(@Nullable AttributeValue old, AttributeValue operand) {
    if (old == null) {
      return operand;
    }
    if (old instanceof AttributeValue.N a && operand instanceof AttributeValue.N b) {
      return sum(a.value(), false, b.value());
    }
    if (old instanceof AttributeValue.SS a && operand instanceof AttributeValue.SS b) {
      return new AttributeValue.SS(union(a.value(), b.value()));
    }
    if (old instanceof AttributeValue.NS a && operand instanceof AttributeValue.NS b) {
      return new AttributeValue.NS(union(a.value(), b.value()));
    }
    if (old instanceof AttributeValue.BS a && operand instanceof AttributeValue.BS b) {
      return new AttributeValue.BS(union(a.value(), b.value()));
    }
    throw wrongType();
  }

  /** The value after DELETE; null when nothing is left. */
  static @Nullable AttributeValue delete(@Nullable AttributeValue old, AttributeValue operand) {
    if (old == null) {
      return null;
    }
    if (old instanceof AttributeValue.SS a && operand instanceof AttributeValue.SS b) {
      Set<String> rest = difference(a.value(), b.value());
      return rest.isEmpty() ? null : new AttributeValue.SS(rest);
    }
    if (old instanceof AttributeValue.NS a && operand instanceof AttributeValue.NS b) {
      Set<DynamoNumber> rest = difference(a.value(), b.value());
      return rest.isEmpty() ? null : new AttributeValue.NS(rest);
    }
    if (old instanceof AttributeValue.BS a && operand instanceof AttributeValue.BS b) {
      Set<Binary> rest = difference(a.value(), b.value());
      return rest.isEmpty() ? null : new AttributeValue.BS(rest);
    }
    throw wrongType();
  }

  private static <T> Set<T> union(Set<T> one, Set<T> two) {
    Set<T> all = new LinkedHashSet<>(one);
    all.addAll(two);
    return all;
  }

  private static <T> Set<T> difference(Set<T> one, Set<T> two) {
    Set<T> rest = new LinkedHashSet<>(one);
    // Not removeAll: on a larger argument it would search the smaller set for each of its elements.
    two.forEach(rest::remove);
    return rest;
  }
}
