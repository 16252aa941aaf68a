package dev.stator.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Collections inside immutable values. A decoder gives its collection away with {@code owned}; the
 * value then keeps it without another copy. Whoever calls {@code owned} must not change the
 * collection afterwards.
 */
final class Frozen {
  private static final Class<?> MAP = Collections.unmodifiableMap(Map.of()).getClass();
  private static final Class<?> SET = Collections.unmodifiableSet(Set.of()).getClass();

  private Frozen() {}

  /** A copy, unless it was given away before. */
  static <V> Map<String, V> map(Map<String, V> given) {
    return given.getClass() == MAP ? given : owned(new LinkedHashMap<>(given));
  }

  /** A copy, unless it was given away before. */
  static <E> Set<E> set(Set<E> given) {
    return given.getClass() == SET ? given : owned(new LinkedHashSet<>(given));
  }

  /** One entry is kept without a table, of which a large value may have many. */
  static <V> Map<String, V> owned(Map<String, V> mine) {
    if (mine.size() != 1) {
      return Collections.unmodifiableMap(mine);
    }
    Map.Entry<String, V> only = mine.entrySet().iterator().next();
    return Collections.unmodifiableMap(Collections.singletonMap(only.getKey(), only.getValue()));
  }

  /** One element is kept without a table, of which a large value may have many. */
  static <E> Set<E> owned(Set<E> mine) {
    return Collections.unmodifiableSet(
        mine.size() == 1 ? Collections.singleton(mine.iterator().next()) : mine);
  }
}
