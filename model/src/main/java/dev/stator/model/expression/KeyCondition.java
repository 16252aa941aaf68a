package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.key.Keys;
import dev.stator.model.key.SortCondition;
import java.util.List;

/**
 * What a query asks for: one partition key and perhaps a range of sort keys.
 *
 * @param partition the partition key's value, of its type
 * @param sort of the sort key's type
 */
public record KeyCondition(AttributeValue partition, SortCondition sort) {
  /**
   * Refuses values that no key of this attribute can be compared with.
   *
   * @throws ApiException when one is of another type, or empty
   */
  public static void checkOperands(List<AttributeValue> operands, KeyAttribute key) {
    for (AttributeValue operand : operands) {
      if (!Keys.hasType(operand, key.type())) {
        throw ApiException.validation(
            "One or more parameter values were invalid: Condition parameter type does not match"
                + " schema type");
      }
    }
    for (AttributeValue operand : operands) {
      Keys.checkNotEmpty(key.name(), operand);
    }
  }

  /**
   * As {@link #checkOperands}, for a query's sort key.
   *
   * @throws ApiException also when one is longer than a sort key may be
   */
  public static void checkSortOperands(List<AttributeValue> operands, KeyAttribute key) {
    checkOperands(operands, key);
    for (AttributeValue operand : operands) {
      Keys.checkSort(key, operand);
    }
  }

  /** There is no condition on an attribute of the key. */
  public static ApiException missed(KeyAttribute key) {
    return ApiException.validation("Query condition missed key schema element: " + key.name());
  }

  /** There is a condition, but not one by which keys can be found. */
  public static ApiException notSupported() {
    return ApiException.validation("Query key condition not supported");
  }
}
