package dev.stator.model.wire;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.capacity.ItemSizes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Decodes attribute values. Wrong JSON types throw at once; a value that is no value of DynamoDB
 * (empty sets, bad numbers, two types at once) is noted, the first one only, and reading goes on,
 * since constraints elsewhere in the request come first.
 *
 * <p>Values that belong together have a number of bytes, counted as the service counts items, but
 * never more than it does. What comes after that is read, and checked, but not kept: what was kept
 * is too large already.
 */
final class ValueDecoder {
  /** The service's limit; the attribute itself is level 1. */
  private static final int LEVELS_MAX = 32;

  private static final String EMPTY_NAME = "Empty attribute name";
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String EMPTY =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  private static final String SEVERAL =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
          + " supported datatypes";
  private static final String TOO_DEEP =
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
          + " beyond supported limit";

  private static final AttributeValue EMPTY_MAP = AttributeValue.M.owning(Map.of());
  private static final AttributeValue EMPTY_LIST = new AttributeValue.L(List.of());
  private static final int CONTAINER_BYTES = 3;

  private static final DynamoNumber ZERO = DynamoNumber.parse("0");
  private static final Shape.Text TEXT = new Shape.Text("String", Bounds.NONE, null);
  private static final Shape.Bytes BYTES = new Shape.Bytes("Binary");
  private static final Shape.Truth TRUTH = new Shape.Truth("Boolean");
  private static final Shape.Value VALUE = new Shape.Value("AttributeValue");
  private static final Shape.Sequence TEXTS = new Shape.Sequence("List", TEXT, Bounds.NONE);
  private static final Shape.Sequence VALUES = new Shape.Sequence("List", VALUE, Bounds.NONE);
  private static final Shape.Dictionary MAP = new Shape.Dictionary("Map", TEXT, VALUE, Bounds.NONE);

  private final Decoder scalars;
  private final JsonParser parser;
  private @Nullable String flaw;
  private int level;
  private long bytes;
  private long bytesMax = Long.MAX_VALUE;
  private int objects;
  private int objectsMax;
  private boolean dropped;

  ValueDecoder(Decoder scalars, JsonParser parser) {
    this.scalars = scalars;
    this.parser = parser;
  }

  /**
   * Begins to count for values that belong together.
   *
   * @param newObjectsMax of values, those inside others included
   */
  void count(long newBytesMax, int newObjectsMax) {
    bytes = 0;
    bytesMax = newBytesMax;
    objects = 0;
    objectsMax = newObjectsMax;
    dropped = false;
  }

  /** Counts more of them, such as a name. */
  void add(int more) {
    bytes += more;
  }

  long bytes() {
    return bytes;
  }

  /** Whether what is kept is too large already: nothing more should be. */
  boolean full() {
    return bytes > bytesMax || objects > objectsMax;
  }

  /** Whether anything was not kept. */
  boolean dropped() {
    return dropped;
  }

  void drop() {
    dropped = true;
  }

  /** Forgets the flaw of the value before. */
  void start() {
    flaw = null;
    level = 0;
  }

  @Nullable String flaw() {
    return flaw;
  }

  private void note(String message) {
    if (flaw == null) {
      flaw = message;
    }
  }

  /**
   * @param element whether the value stands in a list or map rather than being a member
   * @return the value, or any value when a flaw was noted
   */
  AttributeValue read(Shape.Value shape, boolean element) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      note(EMPTY);
      return AttributeValue.Null.NULL;
    }
    if (token != JsonToken.START_OBJECT) {
      throw Serialization.notContainer(token, shape, element);
    }
    if (level == LEVELS_MAX) {
      note(TOO_DEEP);
      parser.skipChildren();
      return AttributeValue.Null.NULL;
    }
    level++;
    objects++;
    AttributeValue value = members();
    level--;
    return value;
  }

  private AttributeValue members() {
    AttributeValue value = null;
    boolean several = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String type = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      AttributeValue next = typed(type);
      if (next != null) {
        several |= value != null && !value.typeName().equals(next.typeName());
        value = next;
      }
    }
    if (value == null) {
      note(EMPTY);
      return AttributeValue.Null.NULL;
    }
    if (several) {
      note(SEVERAL);
    }
    return value;
  }

  private @Nullable AttributeValue typed(String type) {
    return switch (type) {
      case "S" -> {
        String text = scalars.text(TEXT);
        bytes += text.length();
        yield new AttributeValue.S(text);
      }
      case "N" -> {
        DynamoNumber number = number(scalars.text(TEXT));
        bytes += ItemSizes.of(number);
        yield new AttributeValue.N(number);
      }
      case "B" -> {
        Binary binary = new Binary(scalars.bytes(BYTES));
        bytes += binary.bytes().length;
        yield new AttributeValue.B(binary);
      }
      case "BOOL" -> {
        bytes++;
        yield new AttributeValue.Bool(scalars.truth(TRUTH));
      }
      case "NULL" -> nothing();
      case "M" -> map();
      case "L" -> list();
      case "SS" -> stringSet();
      case "NS" -> numberSet();
      case "BS" -> binarySet();
      default -> {
        parser.skipChildren();
        yield null;
      }
    };
  }

  private DynamoNumber number(String text) {
    try {
      return DynamoNumber.parse(text);
    } catch (ApiException e) {
      note(e.message());
    }
    return ZERO;
  }

  private AttributeValue nothing() {
    bytes++;
    if (!scalars.truth(TRUTH)) {
      note(INVALID + "Null attribute value types must have the value of true");
    }
    return AttributeValue.Null.NULL;
  }

  private AttributeValue map() {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Serialization.notContainer(parser.currentToken(), MAP, false);
    }
    bytes += CONTAINER_BYTES;
    Map<String, AttributeValue> map = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = scalars.name();
      if (name.isEmpty()) {
        note(EMPTY_NAME);
      }
      parser.nextToken();
      boolean full = full();
      AttributeValue value = read(VALUE, true);
      if (full) {
        dropped = true;
        continue;
      }
      bytes += name.length() + 1;
      if (map == null) {
        map = new LinkedHashMap<>();
      }
      map.put(name, value);
    }
    return map == null ? EMPTY_MAP : AttributeValue.M.owning(map);
  }

  private AttributeValue list() {
    startList(VALUES);
    bytes += CONTAINER_BYTES;
    List<AttributeValue> list = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean full = full();
      AttributeValue value = read(VALUE, true);
      if (full) {
        dropped = true;
        continue;
      }
      bytes++;
      if (list == null) {
        list = new ArrayList<>();
      }
      list.add(value);
    }
    return list == null ? EMPTY_LIST : new AttributeValue.L(list);
  }

  private void startList(Shape.Sequence shape) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Serialization.notContainer(parser.currentToken(), shape, false);
    }
  }

  private AttributeValue stringSet() {
    Elements<String> elements = new Elements<>();
    startList(TEXTS);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        note(INVALID + "An string set may not have a null string as a member");
      } else {
        String text = scalars.text(TEXT);
        elements.add(text, text.length());
      }
    }
    if (elements.isEmpty()) {
      note(INVALID + "An string set  may not be empty");
    }
    if (elements.duplicates) {
      note(
          INVALID + "Input collection " + ValueText.clip(elements.first) + " contains duplicates.");
    }
    return AttributeValue.SS.owning(elements.all);
  }

  private AttributeValue numberSet() {
    Elements<DynamoNumber> elements = new Elements<>();
    startList(TEXTS);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        note(INVALID + "An number set may not have a null number as a member");
      } else {
        DynamoNumber number = number(scalars.text(TEXT));
        elements.add(number, ItemSizes.of(number));
      }
    }
    if (elements.isEmpty()) {
      note(INVALID + "An number set  may not be empty");
    }
    if (elements.duplicates) {
      note("Input collection contains duplicates");
    }
    return AttributeValue.NS.owning(elements.all);
  }

  private AttributeValue binarySet() {
    Elements<Binary> elements = new Elements<>();
    startList(TEXTS);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        note(INVALID + "Binary sets may not contain null or empty values");
      } else {
        Binary binary = new Binary(scalars.bytes(BYTES));
        elements.add(binary, binary.bytes().length);
      }
    }
    if (elements.isEmpty()) {
      note(INVALID + "Binary sets should not be empty");
    }
    if (elements.duplicates) {
      List<String> texts = elements.first.stream().map(ValueDecoder::base64).toList();
      note(
          INVALID
              + "Input collection "
              + ValueText.clip(texts)
              + "of type BS contains duplicates.");
    }
    return AttributeValue.BS.owning(elements.all);
  }

  private static String base64(Binary binary) {
    return Base64.getEncoder().encodeToString(binary.bytes());
  }

  /** The elements of a set, as they come. */
  private final class Elements<E> {
    private final Set<E> all = new LinkedHashSet<>();

    /** As many of them, each as often as it came, as a message may quote. */
    private final List<E> first = new ArrayList<>();

    private long quoted;
    private boolean any;
    private boolean duplicates;

    void add(E element, int size) {
      any = true;
      if (full()) {
        dropped = true;
        return;
      }
      if (all.add(element)) {
        bytes += size;
        objects++;
      } else {
        duplicates = true;
      }
      if (quoted <= ValueText.CHARS_MAX) {
        first.add(element);
        quoted += size + 2;
      }
    }

    boolean isEmpty() {
      return !any;
    }
  }
}
