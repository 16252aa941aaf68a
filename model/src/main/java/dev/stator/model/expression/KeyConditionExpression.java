package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.KeySchema;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.key.SortCondition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
    return KeyConditionBinder.bind(terms(schema::contains), schema);
  }

  /**
   * @param keys of the table or index that is queried
   * @throws ApiException when it is no condition on those keys
   */
  public IndexCondition bind(IndexKeys keys) {
    KeySchema pair = keys.pair();
    if (pair != null) {
      return IndexCondition.of(bind(pair));
    }
    List<KeyTerm> terms = terms(keys::contains);
    KeyConditionBinder.refuseTwoOfOneName(terms);
    Map<String, SortCondition> byName = new LinkedHashMap<>();
    terms.forEach(term -> byName.put(term.name(), term.condition()));
    return IndexTerms.bind(byName, keys);
  }

  private List<KeyTerm> terms(Predicate<String> isKey) {
    List<Condition> conditions = new ArrayList<>();
    flatten(root, conditions);
    List<KeyTerm> terms = new ArrayList<>(conditions.size());
    for (Condition condition : conditions) {
      terms.add(KeyTerm.of(condition, isKey));
    }
    return terms;
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
