package dev.stator.model.wire;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.capacity.ItemSizes;
import dev.stator.model.item.ItemLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One pass over one body. Each method is called with the parser at the first token of its value and
 * leaves it at the last. Recursion follows the model, which is a few levels deep; only attribute
 * values nest further, and {@link ValueDecoder} bounds them.
 */
final class Decoder {
  /** Elements of lists and maps of one request; no operation takes near as many. */
  private static final int ELEMENTS_MAX = 100_000;

  /** Values of one expression. Source: the developer guide, "Expression parameters". */
  private static final int VALUES_BYTES_MAX = 2 << 20;

  /** The same in single values; more are in no item, since each has a byte. */
  private static final int VALUES_MAX = 500_000;

  /** Longer maps of attributes are packed, in bodies that may have many of them. */
  private static final int PACKED_BYTES_MIN = 4 << 10;

  private static final String ITEM = "PutItemInputAttributeMap";
  private static final String TOO_LARGE = "Item size has exceeded the maximum allowed size";

  private final JsonParser parser;
  private final boolean plain;
  private final boolean packs;
  private final ValueDecoder values;
  private int elements;

  /**
   * @param plain whether the body has neither escapes nor bytes above 127
   * @param packs whether large maps of attributes are kept encoded
   */
  Decoder(JsonParser parser, boolean plain, boolean packs) {
    this.parser = parser;
    this.plain = plain;
    this.packs = packs;
    this.values = new ValueDecoder(this, parser);
  }

  Struct structure(Shape.Structure shape) {
    Struct struct = new Struct(shape);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Member member = shape.find(parser.currentName());
      JsonToken token = parser.nextToken();
      if (member == null) {
        parser.skipChildren();
      } else if (token == JsonToken.VALUE_NULL) {
        struct.set(member.ordinal(), null);
      } else {
        struct.set(member.ordinal(), value(member.target(), false));
      }
    }
    return struct;
  }

  private @Nullable Object value(Shape shape, boolean element) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (shape) {
      case Shape.Text _, Shape.Choice _, Shape.TableName _ -> text(shape);
      case Shape.Dictionary map -> {
        if (token != JsonToken.START_OBJECT) {
          throw Serialization.notContainer(token, shape, element);
        }
        yield map.ofAttributes() ? attributes(map) : dictionary(map);
      }
      case Shape.Sequence list -> {
        if (token != JsonToken.START_ARRAY) {
          throw Serialization.notContainer(token, shape, element);
        }
        yield list.element() instanceof Shape.Value value ? valueList(value) : list(list);
      }
      case Shape.Structure structure -> {
        if (token != JsonToken.START_OBJECT) {
          throw Serialization.notContainer(token, shape, element);
        }
        yield structure(structure);
      }
      case Shape.Value value -> attributeValue(value, element);
      case Shape.Whole whole -> whole(whole);
      case Shape.Real _, Shape.Moment _ -> real(shape);
      case Shape.Truth _ -> truth(shape);
      case Shape.Bytes _ -> bytes(shape);
    };
  }

  String text(Shape shape) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING) {
      throw Serialization.notScalar(token, shape);
    }
    return sound(parser.getString());
  }

  String name() {
    return sound(parser.currentName());
  }

  private String sound(String text) {
    if (!plain && Utf8.loneSurrogate(text)) {
      throw Serialization.malformed();
    }
    return text;
  }

  byte[] bytes(Shape shape) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING) {
      throw Serialization.notScalar(token, shape);
    }
    return Base64Text.decode(parser.getString());
  }

  Boolean truth(Shape shape) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    if (token == JsonToken.VALUE_STRING && parser.getStringLength() <= 5) {
      // The service takes these words, too.
      switch (parser.getString().toLowerCase(Locale.ROOT)) {
        case "true", "yes", "1" -> {
          return true;
        }
        case "false", "no", "0" -> {
          return false;
        }
        default -> {}
      }
    }
    throw Serialization.notScalar(token, shape);
  }

  private Long whole(Shape.Whole shape) {
    JsonToken token = parser.currentToken();
    long value;
    if (token == JsonToken.VALUE_NUMBER_INT) {
      value = parser.getStringLength() <= 18 ? parser.getLongValue() : clamped();
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      // Fractions are cut off and excess is clamped, by the language's conversion.
      value = (long) parser.getDoubleValue();
    } else {
      throw Serialization.notScalar(token, shape);
    }
    if (shape.wide()) {
      return value;
    }
    return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private long clamped() {
    String digits = parser.getString();
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return digits.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private Double real(Shape shape) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw Serialization.notScalar(token, shape);
    }
    return parser.getDoubleValue();
  }

  private Map<String, @Nullable Object> dictionary(Shape.Dictionary shape) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = name();
      parser.nextToken();
      map.put(key, value(shape.value(), true));
      countElement();
    }
    return map;
  }

  private List<@Nullable Object> list(Shape.Sequence shape) {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(shape.element(), true));
      countElement();
    }
    return list;
  }

  private void countElement() {
    if (++elements > ELEMENTS_MAX) {
      throw ApiException.validation(
          "The request has more than " + ELEMENTS_MAX + " elements in lists and maps");
    }
  }

  private Object attributeValue(Shape.Value shape, boolean element) {
    values.count(VALUES_BYTES_MAX, VALUES_MAX);
    values.start();
    AttributeValue value = values.read(shape, element);
    String flaw = values.flaw();
    if (flaw == null && values.dropped()) {
      flaw = TOO_LARGE;
    }
    return flaw == null ? value : new Flawed(value, new ValueFlaw("", flaw));
  }

  private Object attributes(Shape.Dictionary shape) {
    Shape.Value valueShape = (Shape.Value) shape.value();
    boolean item = shape.name().equals(ITEM);
    values.count(
        item ? ItemLimits.ITEM_BYTES_MAX : VALUES_BYTES_MAX, item ? Integer.MAX_VALUE : VALUES_MAX);
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    ValueFlaw first = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = name();
      parser.nextToken();
      values.start();
      boolean full = values.full();
      AttributeValue value = values.read(valueShape, true);
      if (full && !key.isEmpty()) {
        values.drop();
      } else {
        map.put(key, value);
        values.add(key.length());
      }
      String flaw = values.flaw();
      if (flaw != null && first == null) {
        first = new ValueFlaw(key, flaw);
      }
    }
    if (first == null && values.dropped() && !(item && isTooLarge(map))) {
      first = new ValueFlaw(ValueFlaw.ALL, TOO_LARGE);
    }
    Object kept = packs && values.bytes() > PACKED_BYTES_MIN ? PackedAttributes.of(map) : map;
    return first == null ? kept : new Flawed(kept, first);
  }

  /** Not so when it was something repeated that had the bytes. */
  private static boolean isTooLarge(Map<String, AttributeValue> map) {
    return ItemSizes.of(Item.owning(map)) > ItemLimits.ITEM_BYTES_MAX;
  }

  private Object valueList(Shape.Value shape) {
    values.count(VALUES_BYTES_MAX, VALUES_MAX);
    List<AttributeValue> list = new ArrayList<>();
    ValueFlaw first = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.start();
      boolean full = values.full();
      AttributeValue value = values.read(shape, true);
      if (full) {
        values.drop();
      } else {
        list.add(value);
        values.add(1);
      }
      String flaw = values.flaw();
      if (flaw != null && first == null) {
        first = new ValueFlaw("", flaw);
      }
    }
    if (first == null && values.dropped()) {
      first = new ValueFlaw("", TOO_LARGE);
    }
    return first == null ? list : new Flawed(list, first);
  }
}
