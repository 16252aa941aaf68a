package dev.stator.model.capacity;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The size of items in bytes as the service counts it (developer guide, "DynamoDB item sizes and
 * formats"): names and texts by their UTF-8 bytes, binary by its bytes, a number by a byte and one
 * for each pair of digits, null and true 1, a list or map 3 and 1 more for each element.
 */
public final class ItemSizes {
  private static final int CONTAINER = 3;
  private static final int ELEMENT = 1;
  private static final int COUNTED_CHARS_MAX = 24;

  private ItemSizes() {}

  public static int of(Item item) {
    int size = 0;
    for (Map.Entry<String, AttributeValue> entry : item.attributes().entrySet()) {
      size += utf8(entry.getKey()) + of(entry.getValue());
    }
    return size;
  }

  /** The size of a value without its name. */
  public static int of(AttributeValue value) {
    return switch (value) {
      case AttributeValue.S s -> utf8(s.value());
      case AttributeValue.N n -> of(n.value());
      case AttributeValue.B b -> b.value().bytes().length;
      case AttributeValue.Bool _ -> 1;
      case AttributeValue.Null _ -> 1;
      case AttributeValue.M m -> map(m.value());
      case AttributeValue.L l -> {
        int size = CONTAINER;
        for (AttributeValue element : l.value()) {
          size += ELEMENT + of(element);
        }
        yield size;
      }
      case AttributeValue.SS set -> {
        int size = 0;
        for (String text : set.value()) {
          size += utf8(text);
        }
        yield size;
      }
      case AttributeValue.NS set -> {
        int size = 0;
        for (DynamoNumber number : set.value()) {
          size += of(number);
        }
        yield size;
      }
      case AttributeValue.BS set -> {
        int size = 0;
        for (Binary binary : set.value()) {
          size += binary.bytes().length;
        }
        yield size;
      }
    };
  }

  /**
   * The size of a number. Digits count in pairs that begin at even powers of ten, so 12 has one
   * pair and 1.2 has two; a sign takes one byte more, and zero is one byte.
   */
  public static int of(DynamoNumber number) {
    int sign = number.signum();
    if (sign == 0) {
      return 1;
    }
    int lonely = number.magnitude() % 2 == 0 ? 1 : 0;
    int pairs = (number.digits() + lonely + 1) / 2;
    return 1 + pairs + (sign < 0 ? 1 : 0);
  }

  /** The bytes of a text in UTF-8. */
  public static int utf8(String text) {
    int chars = text.length();
    if (chars > COUNTED_CHARS_MAX) {
      // The JDK encodes a long text faster than its characters can be looked at here.
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
    int bytes = chars;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      if (c < 0x800) {
        bytes++;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < chars
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 2;
        i++;
      } else if (!Character.isSurrogate(c)) {
        // A surrogate on its own becomes one question mark.
        bytes += 2;
      }
    }
    return bytes;
  }

  private static int map(Map<String, AttributeValue> entries) {
    int size = CONTAINER;
    for (Map.Entry<String, AttributeValue> entry : entries.entrySet()) {
      size += ELEMENT + utf8(entry.getKey()) + of(entry.getValue());
    }
    return size;
  }
}
