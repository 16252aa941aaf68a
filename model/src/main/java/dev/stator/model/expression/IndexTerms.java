package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.key.SortCondition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits conditions on attributes to the keys of an index that has several of a kind: all partition
 * keys by equality, sort keys from the first one on, and only the last of them otherwise.
 */
public final class IndexTerms {
  private IndexTerms() {}

  /**
   * @param terms what is asked of each attribute
   * @throws ApiException when that does not find keys of the index
   */
  public static IndexCondition bind(Map<String, SortCondition> terms, IndexKeys keys) {
    if (terms.size() > keys.all().count()) {
      throw KeyCondition.notSupported();
    }
    checkNames(terms, keys);
    List<AttributeValue> partition = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (KeyAttribute key : keys.partition()) {
      AttributeValue value = equal(terms.get(key.name()));
      if (value == null) {
        missing.add(key.name());
      } else {
        partition.add(value);
      }
    }
    if (!missing.isEmpty()) {
      throw ApiException.validation(
          "HASH key attributes "
              + String.join(", ", missing)
              + " must have equality conditions specified in the query");
    }
    return sorted(partition, terms, keys.sort());
  }

  private static void checkNames(Map<String, SortCondition> terms, IndexKeys keys) {
    for (String name : terms.keySet()) {
      if (!keys.contains(name)) {
        throw ApiException.validation(
            "Query condition missed key schema element: " + unmet(terms, keys));
      }
    }
    Map<String, KeyAttribute> byName = new LinkedHashMap<>();
    keys.all().forEach(key -> byName.put(key.name(), key));
    terms.forEach((name, condition) -> {
      KeyAttribute key = byName.get(name);
      if (key != null && keys.sort().contains(key)) {
        KeyCondition.checkSortOperands(KeyTerm.operands(condition), key);
      } else if (key != null) {
        KeyCondition.checkOperands(KeyTerm.operands(condition), key);
      }
    });
  }

  /** The first key that nothing is asked of. */
  private static String unmet(Map<String, SortCondition> terms, IndexKeys keys) {
    return keys.all()
        .map(KeyAttribute::name)
        .filter(name -> !terms.containsKey(name))
        .findFirst()
        .orElse("");
  }

  private static IndexCondition sorted(
      List<AttributeValue> partition, Map<String, SortCondition> terms, List<KeyAttribute> sort) {
    int last = sort.size() - 1;
    while (last >= 0 && !terms.containsKey(sort.get(last).name())) {
      last--;
    }
    if (last < 0) {
      return new IndexCondition(partition, List.of(), SortCondition.All.ALL);
    }
    List<AttributeValue> equal = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (KeyAttribute key : sort.subList(0, last)) {
      AttributeValue value = equal(terms.get(key.name()));
      if (value == null) {
        missing.add(key.name());
      } else {
        equal.add(value);
      }
    }
    String lastName = sort.get(last).name();
    if (!missing.isEmpty()) {
      throw ApiException.validation(
          "RANGE key attributes "
              + String.join(", ", missing)
              + " must have equality conditions specified in the query because a condition is"
              + " present on key attribute "
              + lastName);
    }
    SortCondition next = terms.get(lastName);
    return new IndexCondition(partition, equal, next == null ? SortCondition.All.ALL : next);
  }

  private static @Nullable AttributeValue equal(@Nullable SortCondition condition) {
    return condition instanceof SortCondition.Equal(AttributeValue value) ? value : null;
  }
}
