package dev.stator.model.legacy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.expression.KeyCondition;
import dev.stator.model.key.SortCondition;
import dev.stator.model.wire.Struct;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code KeyConditions}. {@link #of} finds what is wrong with them whatever the table; {@link
 * #bind}, what is wrong with them for a key.
 */
public final class LegacyKeyConditions {
  private final Map<String, Term> terms;

  private LegacyKeyConditions(Map<String, Term> terms) {
    this.terms = terms;
  }

  /**
   * @param conditions conditions by attribute
   * @throws ApiException when the service would refuse them whatever the table
   */
  public static LegacyKeyConditions of(Map<String, Struct> conditions) {
    Map<String, Term> terms = new LinkedHashMap<>();
    conditions.forEach((name, condition) -> terms.put(name, Term.of(name, condition)));
    if (terms.isEmpty() || terms.size() > 2) {
      throw ApiException.validation("Conditions can be of length 1 or 2 only");
    }
    return new LegacyKeyConditions(terms);
  }

  /**
   * @param schema the key of the table or index that is queried
   * @throws ApiException when these are no conditions on that key
   */
  public KeyCondition bind(KeySchema schema) {
    KeyAttribute sortKey = schema.sortKey();
    if (sortKey == null && terms.size() > 1) {
      throw KeyCondition.notSupported();
    }
    Term partition = term(schema.partitionKey());
    if (partition.comparator() != Comparator.EQ) {
      throw KeyCondition.notSupported();
    }
    AttributeValue value = partition.arguments().get(0);
    if (terms.size() == 1 || sortKey == null) {
      return new KeyCondition(value, SortCondition.All.ALL);
    }
    return new KeyCondition(value, sortCondition(term(sortKey)));
  }

  private Term term(KeyAttribute key) {
    Term term = terms.get(key.name());
    if (term == null) {
      throw KeyCondition.missed(key);
    }
    if (!term.comparator().indexable()) {
      throw ApiException.validation(
          "Attempted conditional constraint is not an indexable operation");
    }
    KeyCondition.checkOperands(term.arguments(), key);
    return term;
  }

  private static SortCondition sortCondition(Term term) {
    AttributeValue first = term.arguments().get(0);
    return switch (term.comparator()) {
      case EQ -> new SortCondition.Equal(first);
      case LT -> new SortCondition.Less(first);
      case LE -> new SortCondition.LessOrEqual(first);
      case GT -> new SortCondition.Greater(first);
      case GE -> new SortCondition.GreaterOrEqual(first);
      case BEGINS_WITH -> new SortCondition.BeginsWith(first);
      case BETWEEN -> new SortCondition.Between(first, term.arguments().get(1));
      case NE, CONTAINS, NOT_CONTAINS, IN, NULL, NOT_NULL ->
          throw new IllegalStateException(term.comparator() + " is not indexable");
    };
  }
}
