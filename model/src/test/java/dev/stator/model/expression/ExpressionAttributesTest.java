package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpressionAttributesTest {
  private static final Map<String, AttributeValue> FIVE = Map.of(":n", Fixture.n("5"));

  private static String refusal(
      @Nullable Map<String, String> names,
      @Nullable Map<String, AttributeValue> values,
      ExpressionText... texts) {
    return Fixture.outcome(() -> {
      ExpressionAttributes.of(names, values, texts);
      return "ok";
    });
  }

  private static ExpressionText condition(@Nullable String text) {
    return new ExpressionText(ExpressionKind.CONDITION, text);
  }

  private static String nameKey(String key) {
    return refusal(Map.of(key, "b"), null, condition("a = b"));
  }

  private static String valueKey(String key) {
    return refusal(null, Map.of(key, Fixture.n("5")), condition("a = b"));
  }

  @Test
  void placeholdersNeedExpressions() {
    assertThat(refusal(Map.of("#a", "a"), FIVE, condition(null)))
        .isEqualTo("ExpressionAttributeNames can only be specified when using expressions");
    assertThat(refusal(null, FIVE, condition(null)))
        .isEqualTo(
            "ExpressionAttributeValues can only be specified when using expressions:"
                + " ConditionExpression is null");
    assertThat(
            refusal(
                null,
                FIVE,
                new ExpressionText(ExpressionKind.UPDATE, null),
                new ExpressionText(ExpressionKind.CONDITION, null)))
        .isEqualTo(
            "ExpressionAttributeValues can only be specified when using expressions:"
                + " UpdateExpression and ConditionExpression are null");
    assertThat(
            refusal(
                null,
                FIVE,
                new ExpressionText(ExpressionKind.FILTER, null),
                new ExpressionText(ExpressionKind.PROJECTION, "a")))
        .isEqualTo(
            "ExpressionAttributeValues can only be specified when using expressions:"
                + " FilterExpression is null");
    assertThat(refusal(Map.of(), Map.of(), condition(null))).isEqualTo("ok");
  }

  @Test
  void mapsMustNotBeEmpty() {
    assertThat(refusal(Map.of(), Map.of(), condition("a = b")))
        .isEqualTo("ExpressionAttributeNames must not be empty");
    assertThat(refusal(null, Map.of(), condition("a = b")))
        .isEqualTo("ExpressionAttributeValues must not be empty");
  }

  @Test
  void keysHaveASyntax() {
    for (String key : new String[] {"a", "#", "#a-b", "#é", "# a", ":a", "##"}) {
      assertThat(nameKey(key))
          .isEqualTo(
              "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
    }
    for (String key : new String[] {"a", ":", ":a b", "#a", "::"}) {
      assertThat(valueKey(key))
          .isEqualTo(
              "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + key + "\"");
    }
    assertThat(nameKey(""))
        .endsWith("invalid key: The expression attribute map contains an empty key;");
    assertThat(valueKey(""))
        .endsWith("invalid key: The expression attribute map contains an empty key;");
    assertThat(nameKey("#1_a")).isEqualTo("ok");
    assertThat(valueKey(":1_a")).isEqualTo("ok");
  }

  @Test
  void keysAndNamesHaveALength() {
    assertThat(nameKey("#" + "a".repeat(254))).isEqualTo("ok");
    assertThat(nameKey("#" + "a".repeat(255)))
        .isEqualTo(
            "ExpressionAttributeNames contains invalid key: The expression attribute map contains a"
                + " key that is too long; size of key: 256");
    assertThat(valueKey(":" + "a".repeat(254))).isEqualTo("ok");
    assertThat(valueKey(":" + "a".repeat(255)))
        .isEqualTo(
            "ExpressionAttributeValues contains invalid key: The expression attribute map contains a"
                + " key that is too long;");
    assertThat(refusal(Map.of("#a", ""), null, condition("#a = b")))
        .isEqualTo(
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
    assertThat(refusal(Map.of("#a", "x".repeat(65_535)), null, condition("#a = b")))
        .isEqualTo("ok");
    assertThat(refusal(Map.of("#a", "é".repeat(32_768)), null, condition("#a = b")))
        .isEqualTo(
            "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be"
                + " less than 65536 bytes for key #a");
  }

  /** Each of 40 names, and of 8 values, with its placeholder of four bytes. */
  @ParameterizedTest
  @CsvSource({
    "52424, 0, ''",
    "52425, 0, ExpressionAttributeNames exceeds max size",
    "0, 262140, ''",
    "0, 262141, ExpressionAttributeValues exceeds max size",
    "26210, 131068, ''",
    "26212, 131068,"
        + " Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size",
    "52425, 262141, ExpressionAttributeNames exceeds max size"
  })
  void allTogetherHaveALength(int nameBytes, int valueBytes, String refusal) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 10; i < 50 && nameBytes > 0; i++) {
      names.put("#n" + i, "ö".repeat(nameBytes / 2) + (nameBytes % 2 == 0 ? "" : "x"));
    }
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    for (int i = 10; i < 18 && valueBytes > 0; i++) {
      values.put(":v" + i, new AttributeValue.S("v".repeat(valueBytes)));
    }
    assertThat(
            refusal(
                names.isEmpty() ? null : names,
                values.isEmpty() ? null : values,
                condition("not yet parsed")))
        .isEqualTo(refusal.isEmpty() ? "ok" : refusal);
    values.put("bad", Fixture.n("1"));
    assertThat(refusal(names.isEmpty() ? null : names, values, condition("a = b")))
        .isEqualTo("ExpressionAttributeValues contains invalid key: Syntax error; key: \"bad\"");
  }

  @Test
  void allMustBeUsedByOneExpressionOrAnother() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("#a", "a");
    names.put("#b", "b");
    names.put("#c", "c");
    ExpressionAttributes attributes =
        ExpressionAttributes.of(names, Fixture.map(":n", Fixture.n("5"), ":m", Fixture.n("6")));
    ConditionExpression.parse(ExpressionKind.CONDITION, "#a = :n", attributes);
    assertThat(unused(attributes))
        .isEqualTo(
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b, #c}");
    ProjectionExpression.parse("x.#b, y[0].#c", attributes);
    assertThat(unused(attributes))
        .isEqualTo("Value provided in ExpressionAttributeValues unused in expressions: keys: {:m}");
    UpdateExpression.parse("ADD z :m", attributes);
    assertThat(unused(attributes)).isEqualTo("ok");
  }

  private static String unused(ExpressionAttributes attributes) {
    return Fixture.outcome(() -> {
      attributes.requireAllUsed();
      return "ok";
    });
  }
}
