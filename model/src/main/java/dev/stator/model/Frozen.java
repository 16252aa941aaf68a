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

  static <V> Map<String, V> owned(Map<String, V> mine) {
    return Collections.unmodifiableMap(mine);
  }

  static <E> Set<E> owned(Set<E> mine) {
    return Collections.unmodifiableSet(mine);
  }
}
