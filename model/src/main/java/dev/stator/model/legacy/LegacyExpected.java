package dev.stator.model.legacy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code Expected}: what a write asks of the item as it is. Each element is either a {@code Value}
 * or {@code Exists: false}, or a comparator with its arguments.
 */
public final class LegacyExpected {
  /** The service counts these as one broken constraint, unlike all that is said of arguments. */
  private static final String SHAPE = "1 validation error detected: " + Term.INVALID;

  private LegacyExpected() {}

  /**
   * The condition; null when it has no element.
   *
   * @param expected elements by attribute; null when the request has none
   * @param operator {@code ConditionalOperator}; null when the request has none
   * @throws ApiException when the service would refuse it
   */
  public static @Nullable ConditionExpression condition(
      @Nullable Map<String, Struct> expected, @Nullable String operator) {
    List<Condition> conditions = new ArrayList<>();
    if (expected != null) {
      expected.forEach((name, element) -> conditions.add(condition(name, element)));
    }
    return LegacyConditions.join(conditions, operator);
  }

  private static Condition condition(String name, Struct element) {
    AttributeValue value = element.value("Value");
    List<AttributeValue> list = element.values("AttributeValueList");
    String operator = element.string("ComparisonOperator");
    Boolean exists = element.bool("Exists");
    if (value != null && list != null) {
      throw shape("Value and AttributeValueList cannot be used together", name);
    }
    if (operator != null) {
      return compare(name, Comparator.valueOf(operator), exists, value, list);
    }
    if (list != null) {
      throw shape("AttributeValueList can only be used with a ComparisonOperator", name);
    }
    if (name.isEmpty()) {
      throw ApiException.validation("Empty attribute name");
    }
    if (Boolean.FALSE.equals(exists)) {
      if (value != null) {
        throw shape("Value cannot be used when Exists is false", name);
      }
      return new Condition.NotExists(DocumentPath.of(name));
    }
    if (value == null) {
      throw shape("Value must be provided when Exists is " + exists, name);
    }
    return new Condition.Compare(
        new Operand.Path(DocumentPath.of(name)), Comparison.EQ, new Operand.Literal(value));
  }

  private static Condition compare(
      String name,
      Comparator comparator,
      @Nullable Boolean exists,
      @Nullable AttributeValue value,
      @Nullable List<AttributeValue> list) {
    if (exists != null) {
      throw shape("Exists and ComparisonOperator cannot be used together", name);
    }
    boolean bare = comparator == Comparator.NULL || comparator == Comparator.NOT_NULL;
    if (!bare && value == null && list == null) {
      throw shape(
          "Value or AttributeValueList must be used with ComparisonOperator: " + comparator, name);
    }
    List<AttributeValue> arguments = value != null ? List.of(value) : list;
    return Term.of(name, comparator, arguments == null ? List.of() : arguments).condition();
  }

  private static ApiException shape(String reason, String name) {
    return ApiException.validation(SHAPE + reason + " for Attribute: " + name);
  }
}
