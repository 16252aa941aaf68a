package dev.stator.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The order in which the service gives the elements of a set back: texts and bytes by their bytes,
 * numbers by value, however they were sent.
 */
public final class SetOrder {
  private SetOrder() {}

  /** UTF-8's order is that of code points; UTF-16's is not, where surrogates meet U+E000 and up. */
  public static int compareTexts(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Integer.compare(rank(a), rank(b));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Moves surrogates above the rest. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  /** The same elements in this order; the given set when it has it already. */
  static <E> Set<E> sorted(Set<E> given, Comparator<? super E> order) {
    Iterator<E> elements = given.iterator();
    if (!elements.hasNext()) {
      return given;
    }
    E last = elements.next();
    while (elements.hasNext()) {
      E next = elements.next();
      if (order.compare(last, next) > 0) {
        List<E> all = new ArrayList<>(given);
        all.sort(order);
        return new LinkedHashSet<>(all);
      }
      last = next;
    }
    return given;
  }
}
