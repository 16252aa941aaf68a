package dev.stator.model.expression;

import dev.stator.model.AttributeValue;

/**
 * The order of values of one type that has an order: S by its UTF-8 bytes, N by value, B by bytes.
 */
public final class ValueOrder {
  private ValueOrder() {}

  /** Whether both are of the same type, and that has an order. */
  public static boolean comparable(AttributeValue left, AttributeValue right) {
    return switch (left) {
      case AttributeValue.S text -> right instanceof AttributeValue.S;
      case AttributeValue.N number -> right instanceof AttributeValue.N;
      case AttributeValue.B bytes -> right instanceof AttributeValue.B;
      default -> false;
    };
  }

  /** The order of two values that are {@link #comparable}. */
  public static int compare(AttributeValue left, AttributeValue right) {
    if (left instanceof AttributeValue.S a && right instanceof AttributeValue.S b) {
      return compareText(a.value(), b.value());
    }
    if (left instanceof AttributeValue.N a && right instanceof AttributeValue.N b) {
      return a.value().compareTo(b.value());
    }
    if (left instanceof AttributeValue.B a && right instanceof AttributeValue.B b) {
      return a.value().compareTo(b.value());
    }
    throw new IllegalArgumentException(left.typeName() + " against " + right.typeName());
  }

  /** UTF-8's order is that of code points; UTF-16's is not, where surrogates meet U+E000 and up. */
  private static int compareText(String left, String right) {
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
}
