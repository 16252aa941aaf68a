package dev.stator.model.wire;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
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

  ValueDecoder(Decoder scalars, JsonParser parser) {
    this.scalars = scalars;
    this.parser = parser;
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
      case "S" -> new AttributeValue.S(scalars.text(TEXT));
      case "N" -> new AttributeValue.N(number(scalars.text(TEXT)));
      case "B" -> new AttributeValue.B(new Binary(scalars.bytes(BYTES)));
      case "BOOL" -> new AttributeValue.Bool(scalars.truth(TRUTH));
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
    if (!scalars.truth(TRUTH)) {
      note(INVALID + "Null attribute value types must have the value of true");
    }
    return AttributeValue.Null.NULL;
  }

  private AttributeValue map() {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Serialization.notContainer(parser.currentToken(), MAP, false);
    }
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = scalars.name();
      if (name.isEmpty()) {
        note(EMPTY_NAME);
      }
      parser.nextToken();
      map.put(name, read(VALUE, true));
    }
    return AttributeValue.M.owning(map);
  }

  private AttributeValue list() {
    startList(VALUES);
    List<AttributeValue> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(VALUE, true));
    }
    return new AttributeValue.L(list);
  }

  private void startList(Shape.Sequence shape) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Serialization.notContainer(parser.currentToken(), shape, false);
    }
  }

  private AttributeValue stringSet() {
    List<String> texts = texts("An string set may not have a null string as a member");
    if (texts.isEmpty()) {
      note(INVALID + "An string set  may not be empty");
    }
    Set<String> set = new LinkedHashSet<>(texts);
    if (set.size() < texts.size()) {
      note(INVALID + "Input collection " + ValueText.clip(texts) + " contains duplicates.");
    }
    return AttributeValue.SS.owning(set);
  }

  private AttributeValue numberSet() {
    List<String> texts = texts("An number set may not have a null number as a member");
    if (texts.isEmpty()) {
      note(INVALID + "An number set  may not be empty");
    }
    Set<DynamoNumber> set = new LinkedHashSet<>();
    for (String text : texts) {
      set.add(number(text));
    }
    if (set.size() < texts.size()) {
      note("Input collection contains duplicates");
    }
    return AttributeValue.NS.owning(set);
  }

  private List<String> texts(String nullMessage) {
    startList(TEXTS);
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        note(INVALID + nullMessage);
      } else {
        texts.add(scalars.text(TEXT));
      }
    }
    return texts;
  }

  private AttributeValue binarySet() {
    startList(TEXTS);
    List<Binary> all = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        note(INVALID + "Binary sets may not contain null or empty values");
      } else {
        all.add(new Binary(scalars.bytes(BYTES)));
      }
    }
    if (all.isEmpty()) {
      note(INVALID + "Binary sets should not be empty");
    }
    Set<Binary> set = new LinkedHashSet<>(all);
    if (set.size() < all.size()) {
      List<String> texts = all.stream().map(ValueDecoder::base64).toList();
      note(
          INVALID
              + "Input collection "
              + ValueText.clip(texts)
              + "of type BS contains duplicates.");
    }
    return AttributeValue.BS.owning(set);
  }

  private static String base64(Binary binary) {
    return Base64.getEncoder().encodeToString(binary.bytes());
  }
}
