package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.KeySchema;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code KeyConditionExpression}. {@link #parse} finds what is wrong with the text; {@link
 * #bind}, what is wrong with it for a key. Between the two the service looks for unused
 * placeholders.
 */
public record KeyConditionExpression(Condition root) {
  /**
   * @throws ApiException when the service would refuse the text whatever the table
   */
  public static KeyConditionExpression parse(String text, ExpressionAttributes attributes) {
    Syntax.Truth syntax = ConditionParser.parse(ExpressionKind.KEY_CONDITION, text);
    return new KeyConditionExpression(
        ConditionResolver.resolve(ExpressionKind.KEY_CONDITION, syntax, attributes));
  }

  /**
   * @param schema the key of the table or index that is queried
   * @throws ApiException when it is no condition on that key
   */
  public KeyCondition bind(KeySchema schema) {
    List<Condition> conditions = new ArrayList<>();
    flatten(root, conditions);
    List<KeyTerm> terms = new ArrayList<>(conditions.size());
    for (Condition condition : conditions) {
      terms.add(KeyTerm.of(condition, schema));
    }
    return KeyConditionBinder.bind(terms, schema);
  }

  private static void flatten(Condition condition, List<Condition> terms) {
    if (condition instanceof Condition.And and) {
      for (Condition operand : and.operands()) {
        flatten(operand, terms);
      }
    } else {
      terms.add(condition);
    }
  }

  static ApiException notScalar(String key) {
    return ApiException.validation(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not"
            + " allowed: Key: "
            + key);
  }
}
