package dev.stator.model.legacy;

import dev.stator.model.ApiException;
import dev.stator.model.KeyAttribute;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code QueryFilter} and {@code ScanFilter}, and what joins their conditions. */
public final class LegacyConditions {
  private LegacyConditions() {}

  /**
   * The condition that a filter is; null when it has no element.
   *
   * @param filter conditions by attribute; null when the request has none
   * @param operator {@code ConditionalOperator}; null when the request has none
   * @throws ApiException when the service would refuse it
   */
  public static @Nullable ConditionExpression filter(
      @Nullable Map<String, Struct> filter, @Nullable String operator) {
    List<Condition> conditions = new ArrayList<>();
    if (filter != null) {
      filter.forEach((name, condition) -> conditions.add(Term.of(name, condition).condition()));
    }
    return join(conditions, operator);
  }

  /**
   * Refuses a query's filter on the key.
   *
   * @throws ApiException when it speaks of a key attribute
   */
  public static void requireNoKey(Map<String, Struct> filter, IndexKeys keys) {
    keys.all().forEach(key -> requireNoKey(filter, key));
  }

  private static void requireNoKey(Map<String, Struct> filter, KeyAttribute key) {
    if (filter.containsKey(key.name())) {
      throw ApiException.validation(
          "QueryFilter can only contain non-primary key attributes: Primary key attribute: "
              + key.name());
    }
  }

  static @Nullable ConditionExpression join(List<Condition> conditions, @Nullable String operator) {
    if (operator != null && conditions.isEmpty()) {
      throw ApiException.validation(
          "ConditionalOperator cannot be used without Filter or Expected");
    }
    if (operator != null && conditions.size() == 1) {
      throw ApiException.validation(
          "ConditionalOperator can only be used when Filter or Expected has two or more elements");
    }
    return switch (conditions.size()) {
      case 0 -> null;
      case 1 -> new ConditionExpression(conditions.get(0));
      default ->
          new ConditionExpression(
              "OR".equals(operator) ? new Condition.Or(conditions) : new Condition.And(conditions));
    };
  }
}
