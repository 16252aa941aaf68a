package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import dev.stator.model.SetOrder;

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
      return SetOrder.compareTexts(a.value(), b.value());
    }
    if (left instanceof AttributeValue.N a && right instanceof AttributeValue.N b) {
      return a.value().compareTo(b.value());
    }
    if (left instanceof AttributeValue.B a && right instanceof AttributeValue.B b) {
      return a.value().compareTo(b.value());
    }
    throw new IllegalArgumentException(left.typeName() + " against " + right.typeName());
  }
}
