package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An item of all types, values for expressions about it, and texts for what comes out. */
final class Fixture {
  static final KeySchema SCHEMA =
      new KeySchema(new KeyAttribute("pk", ScalarType.S), new KeyAttribute("sk", ScalarType.S));

  static final Item ITEM = item();

  static final Map<String, AttributeValue> VALUES = values();

  private static final Pattern NAMES = Pattern.compile("#\\w+");
  private static final Pattern VALUE_KEYS = Pattern.compile(":\\w+");

  private Fixture() {}

  static AttributeValue s(String text) {
    return new AttributeValue.S(text);
  }

  static AttributeValue n(String digits) {
    return new AttributeValue.N(DynamoNumber.parse(digits));
  }

  static Binary bytes(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new Binary(array);
  }

  static AttributeValue b(int... bytes) {
    return new AttributeValue.B(bytes(bytes));
  }

  static AttributeValue l(AttributeValue... elements) {
    return new AttributeValue.L(List.of(elements));
  }

  static AttributeValue m(Object... namesAndValues) {
    return new AttributeValue.M(map(namesAndValues));
  }

  static AttributeValue ss(String... texts) {
    return new AttributeValue.SS(new LinkedHashSet<>(List.of(texts)));
  }

  static AttributeValue ns(String... digits) {
    return new AttributeValue.NS(
        Arrays.stream(digits)
            .map(DynamoNumber::parse)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  static AttributeValue bs(Binary... all) {
    return new AttributeValue.BS(new LinkedHashSet<>(List.of(all)));
  }

  static Map<String, AttributeValue> map(Object... namesAndValues) {
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], (AttributeValue) namesAndValues[i + 1]);
    }
    return map;
  }

  static Item item(Object... namesAndValues) {
    return new Item(map(namesAndValues));
  }

  private static Item item() {
    return item(
        "pk", s("k"),
        "sk", s("s"),
        "a", n("5"),
        "s", s("hello"),
        "b", b(1, 2),
        "t", new AttributeValue.Bool(true),
        "n", AttributeValue.Null.NULL,
        "m", m("x", n("1"), "y", m("z", s("deep")), "l", l(n("1"), n("2"), n("3"))),
        "l", l(n("1"), s("two"), m("q", n("9")), l(n("7"), n("8"))),
        "ss", ss("a", "b"),
        "ns", ns("1", "2"),
        "bs", bs(bytes(1), bytes(2)));
  }

  private static Map<String, AttributeValue> values() {
    return map(
        ":n", n("5"),
        ":one", n("1"),
        ":s", s("he"),
        ":b", b(1),
        ":t", new AttributeValue.Bool(true),
        ":nul", AttributeValue.Null.NULL,
        ":l", l(n("1")),
        ":m", m("x", n("1")),
        ":ss", ss("a"),
        ":ns", ns("1"),
        ":bs", bs(bytes(1)),
        ":badtype", s("X"),
        ":S", s("S"),
        ":p", s("k"),
        ":r", s("s"),
        ":r2", s("z"),
        ":long", s("x".repeat(1025)),
        ":e", s(""));
  }

  /** The names and values that a text uses; {@code #x} stands for x, {@code #undef} for nothing. */
  static ExpressionAttributes attributes(String... texts) {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, AttributeValue> used = new LinkedHashMap<>();
    for (String text : texts) {
      Matcher name = NAMES.matcher(text);
      while (name.find()) {
        if (!name.group().equals("#undef")) {
          names.put(name.group(), name.group().substring(1));
        }
      }
      Matcher key = VALUE_KEYS.matcher(text);
      while (key.find()) {
        AttributeValue value = VALUES.get(key.group());
        if (value != null) {
          used.put(key.group(), value);
        }
      }
    }
    return ExpressionAttributes.of(names.isEmpty() ? null : names, used.isEmpty() ? null : used);
  }

  /** What the work yields, or the message that it fails with. */
  static String outcome(Supplier<String> work) {
    try {
      return work.get();
    } catch (ApiException e) {
      return e.message();
    }
  }

  /** DynamoDB's JSON, with names and set elements sorted. */
  static String show(Item item) {
    return show(item.attributes());
  }

  private static String show(Map<String, AttributeValue> members) {
    return new TreeMap<>(members)
        .entrySet().stream()
            .map(entry -> quote(entry.getKey()) + ":" + show(entry.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
  }

  static String show(AttributeValue value) {
    String content =
        switch (value) {
          case AttributeValue.S text -> quote(text.value());
          case AttributeValue.N number -> quote(number.value().toString());
          case AttributeValue.B all -> quote(base64(all.value()));
          case AttributeValue.Bool bool -> String.valueOf(bool.value());
          case AttributeValue.Null nothing -> "true";
          case AttributeValue.M map -> show(map.value());
          case AttributeValue.L list ->
              list.value().stream().map(Fixture::show).collect(Collectors.joining(",", "[", "]"));
          case AttributeValue.SS texts -> sorted(texts.value());
          case AttributeValue.NS numbers ->
              sorted(numbers.value().stream().map(Object::toString).collect(Collectors.toSet()));
          case AttributeValue.BS all ->
              sorted(all.value().stream().map(Fixture::base64).collect(Collectors.toSet()));
        };
    return "{" + quote(value.typeName()) + ":" + content + "}";
  }

  private static String sorted(Set<String> texts) {
    return texts.stream().sorted().map(Fixture::quote).collect(Collectors.joining(",", "[", "]"));
  }

  private static String base64(Binary binary) {
    return Base64.getEncoder().encodeToString(binary.bytes());
  }

  private static String quote(String text) {
    return "\"" + text + "\"";
  }
}
