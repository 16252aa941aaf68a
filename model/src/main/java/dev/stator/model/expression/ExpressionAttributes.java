package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.capacity.ItemSizes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request's {@code ExpressionAttributeNames} and {@code ExpressionAttributeValues}. It remembers
 * which of them the request's expressions have used, since the service refuses unused ones. One
 * instance serves all expressions of one request and is not for several threads.
 */
public final class ExpressionAttributes {
  private static final String NAMES = "ExpressionAttributeNames";
  private static final String VALUES = "ExpressionAttributeValues";
  private static final int KEY_CHARS_MAX = 255;
  private static final int NAME_BYTES_MAX = 65_535;

  /**
   * Of all names and values, with their placeholders. Source: "Constraints in Amazon DynamoDB" in
   * the service's documentation; what is counted, as DynamoDB Local does.
   */
  private static final long TOTAL_BYTES_MAX = 2 << 20;

  private final Map<String, String> names;
  private final Map<String, AttributeValue> values;
  private final Set<String> used = new HashSet<>();

  private ExpressionAttributes(Map<String, String> names, Map<String, AttributeValue> values) {
    this.names = names;
    this.values = values;
  }

  /** No names and no values. */
  public static ExpressionAttributes none() {
    return new ExpressionAttributes(Map.of(), Map.of());
  }

  /**
   * Checks the placeholders of a request whose expressions are known to be present.
   *
   * @param names {@code #name} to attribute name; null when not given
   * @param values {@code :value} to value; null when not given
   * @throws ApiException when a map is empty, a key is malformed, or all are too large together
   */
  public static ExpressionAttributes of(
      @Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
    if (names != null) {
      checkNames(names);
    }
    if (values != null) {
      checkValues(values);
    }
    checkSizes(names == null ? Map.of() : names, values == null ? Map.of() : values);
    return new ExpressionAttributes(
        names == null ? Map.of() : names, values == null ? Map.of() : values);
  }

  /**
   * Checks the placeholders of a request against the expressions that it may carry.
   *
   * @param expressions all that the operation knows, in the order in which the service names them
   *     (update before condition, filter before key condition)
   * @throws ApiException when placeholders come without expressions, or as {@link #of(Map, Map)}
   */
  public static ExpressionAttributes of(
      @Nullable Map<String, String> names,
      @Nullable Map<String, AttributeValue> values,
      ExpressionText... expressions) {
    boolean any = false;
    boolean anyUsesValues = false;
    for (ExpressionText expression : expressions) {
      any |= expression.text() != null;
      anyUsesValues |= expression.text() != null && expression.kind().usesValues();
    }
    if (!any && names != null && !names.isEmpty()) {
      throw ApiException.validation(NAMES + " can only be specified when using expressions");
    }
    if (!anyUsesValues && values != null && !values.isEmpty()) {
      throw ApiException.validation(
          VALUES + " can only be specified when using expressions: " + absent(expressions));
    }
    return of(any ? names : null, anyUsesValues ? values : null);
  }

  private static String absent(ExpressionText... expressions) {
    List<String> absent = new ArrayList<>();
    for (ExpressionText expression : expressions) {
      if (expression.kind().usesValues()) {
        absent.add(expression.kind().wireName());
      }
    }
    return String.join(" and ", absent) + (absent.size() == 1 ? " is null" : " are null");
  }

  private static void checkNames(Map<String, String> names) {
    if (names.isEmpty()) {
      throw ApiException.validation(NAMES + " must not be empty");
    }
    for (Map.Entry<String, String> entry : names.entrySet()) {
      checkKey(NAMES, '#', entry.getKey());
      String name = entry.getValue();
      if (name.isEmpty()) {
        throw ApiException.validation(
            NAMES + " contains invalid value: Empty attribute name for key " + entry.getKey());
      }
      if (name.length() > NAME_BYTES_MAX / 3
          && name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
        throw ApiException.validation(
            NAMES
                + " contains invalid value: Attribute name is too large, must be less than 65536"
                + " bytes for key "
                + entry.getKey());
      }
    }
  }

  private static void checkValues(Map<String, AttributeValue> values) {
    if (values.isEmpty()) {
      throw ApiException.validation(VALUES + " must not be empty");
    }
    for (String key : values.keySet()) {
      checkKey(VALUES, ':', key);
    }
  }

  private static void checkSizes(Map<String, String> names, Map<String, AttributeValue> values) {
    long namesBytes = 0;
    for (Map.Entry<String, String> name : names.entrySet()) {
      namesBytes += ItemSizes.utf8(name.getKey()) + ItemSizes.utf8(name.getValue());
    }
    checkSize(NAMES, namesBytes);
    long valuesBytes = 0;
    for (Map.Entry<String, AttributeValue> value : values.entrySet()) {
      valuesBytes += ItemSizes.utf8(value.getKey()) + ItemSizes.of(value.getValue());
    }
    checkSize(VALUES, valuesBytes);
    checkSize("Combined size of " + NAMES + " and " + VALUES, namesBytes + valuesBytes);
  }

  private static void checkSize(String what, long bytes) {
    if (bytes > TOTAL_BYTES_MAX) {
      throw ApiException.validation(what + " exceeds max size");
    }
  }

  private static void checkKey(String map, char mark, String key) {
    String invalid = map + " contains invalid key: ";
    if (key.isEmpty()) {
      throw ApiException.validation(
          invalid + "The expression attribute map contains an empty key;");
    }
    if (key.length() > KEY_CHARS_MAX) {
      throw ApiException.validation(
          invalid
              + "The expression attribute map contains a key that is too long;"
              + (mark == '#' ? " size of key: " + key.length() : ""));
    }
    boolean valid = key.charAt(0) == mark && key.length() > 1;
    for (int i = 1; valid && i < key.length(); i++) {
      valid = Lexer.isWordChar(key.charAt(i));
    }
    if (!valid) {
      throw ApiException.validation(invalid + "Syntax error; key: \"" + key + "\"");
    }
  }

  /** The attribute name that {@code #key} stands for; null when it is not defined. */
  @Nullable String name(String key) {
    used.add(key);
    return names.get(key);
  }

  /** The value that {@code :key} stands for; null when it is not defined. */
  @Nullable AttributeValue value(String key) {
    used.add(key);
    return values.get(key);
  }

  /**
   * To be called when all expressions of the request are parsed.
   *
   * @throws ApiException when a name or a value is used by none of them
   */
  public void requireAllUsed() {
    requireAllUsed(NAMES, names.keySet());
    requireAllUsed(VALUES, values.keySet());
  }

  private void requireAllUsed(String map, Set<String> keys) {
    List<String> unused = new ArrayList<>();
    for (String key : keys) {
      if (!used.contains(key)) {
        unused.add(key);
      }
    }
    if (!unused.isEmpty()) {
      throw ApiException.validation(
          "Value provided in "
              + map
              + " unused in expressions: keys: {"
              + String.join(", ", unused)
              + "}");
    }
  }
}
