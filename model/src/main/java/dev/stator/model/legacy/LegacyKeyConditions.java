package dev.stator.model.legacy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.expression.IndexCondition;
import dev.stator.model.expression.IndexTerms;
import dev.stator.model.expression.KeyCondition;
import dev.stator.model.index.IndexKeys;
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

  private static final int PAIR = 2;

  /**
   * @param conditions conditions by attribute
   * @param ofIndex whether they are on an index, which may have more keys than a table
   * @throws ApiException when the service would refuse them whatever the table
   */
  public static LegacyKeyConditions of(Map<String, Struct> conditions, boolean ofIndex) {
    Map<String, Term> terms = new LinkedHashMap<>();
    conditions.forEach((name, condition) -> terms.put(name, Term.of(name, condition)));
    if (terms.isEmpty() || terms.size() > (ofIndex ? 2 * IndexKeys.ATTRIBUTES_MAX : PAIR)) {
      throw length();
    }
    return new LegacyKeyConditions(terms);
  }

  private static ApiException length() {
    return ApiException.validation("Conditions can be of length 1 or 2 only");
  }

  /**
   * @param keys of the table or index that is queried
   * @throws ApiException when these are no conditions on those keys
   */
  public IndexCondition bind(IndexKeys keys) {
    KeySchema pair = keys.pair();
    if (pair != null) {
      return IndexCondition.of(bind(pair));
    }
    Map<String, SortCondition> byName = new LinkedHashMap<>();
    terms.forEach((name, term) -> {
      checkIndexable(term);
      byName.put(name, sortCondition(term));
    });
    return IndexTerms.bind(byName, keys);
  }

  /** As {@link #bind(IndexKeys)}, on a key of one partition key and at most one sort key. */
  public KeyCondition bind(KeySchema schema) {
    if (terms.size() > PAIR) {
      throw length();
    }
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
    Term sort = term(sortKey);
    KeyCondition.checkSortOperands(sort.arguments(), sortKey);
    return new KeyCondition(value, sortCondition(sort));
  }

  private Term term(KeyAttribute key) {
    Term term = terms.get(key.name());
    if (term == null) {
      throw KeyCondition.missed(key);
    }
    checkIndexable(term);
    KeyCondition.checkOperands(term.arguments(), key);
    return term;
  }

  private static void checkIndexable(Term term) {
    if (!term.comparator().indexable()) {
      throw ApiException.validation(
          "Attempted conditional constraint is not an indexable operation");
    }
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
