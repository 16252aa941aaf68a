package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.key.SortCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fits the terms of a key condition to a key. */
final class KeyConditionBinder {
  private KeyConditionBinder() {}

  static KeyCondition bind(List<KeyTerm> terms, KeySchema schema) {
    refuseTwoOfOneName(terms);
    if (terms.size() > 2) {
      throw ApiException.validation(
          "The number of query conditions ("
              + terms.size()
              + ") exceeds the number of key attributes defined in the schema ("
              + schema.size()
              + ")");
    }
    KeyTerm partition = find(terms, schema.partitionKey());
    if (partition == null) {
      throw KeyCondition.missed(schema.partitionKey());
    }
    if (!(partition.condition() instanceof SortCondition.Equal(AttributeValue value))) {
      throw KeyCondition.notSupported();
    }
    KeyCondition.checkOperands(partition.operands(), schema.partitionKey());
    if (terms.size() == 1) {
      return new KeyCondition(value, SortCondition.All.ALL);
    }
    KeyAttribute sortKey = schema.sortKey();
    if (sortKey == null) {
      throw KeyCondition.notSupported();
    }
    KeyTerm sort = find(terms, sortKey);
    if (sort == null) {
      throw KeyCondition.missed(sortKey);
    }
    KeyCondition.checkSortOperands(sort.operands(), sortKey);
    return new KeyCondition(value, sort.condition());
  }

  static void refuseTwoOfOneName(List<KeyTerm> terms) {
    for (int i = 1; i < terms.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (terms.get(i).name().equals(terms.get(j).name())) {
          throw ApiException.validation(
              "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one"
                  + " condition per key");
        }
      }
    }
  }

  private static @Nullable KeyTerm find(List<KeyTerm> terms, KeyAttribute key) {
    for (KeyTerm term : terms) {
      if (term.name().equals(key.name())) {
        return term;
      }
    }
    return null;
  }
}
