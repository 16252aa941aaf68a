package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitsTest {
  private static final String TOO_MANY =
      "The expression contains too many operators; operator count: 301";

  private static String condition(String text) {
    return Fixture.outcome(() ->
            String.valueOf(
                ConditionExpression.parse(ExpressionKind.CONDITION, text, Fixture.attributes(text))
                    .test(Fixture.ITEM)))
        .replace("Invalid ConditionExpression: ", "");
  }

  private static String update(String text) {
    return Fixture.outcome(
            () -> {
              UpdateExpression.parse(text, Fixture.attributes(text));
              return "ok";
            })
        .replace("Invalid UpdateExpression: ", "");
  }

  private static String joined(String text, int times, String by) {
    return String.join(by, Collections.nCopies(times, text));
  }

  @Test
  void operatorsUpTo300() {
    assertThat(condition(joined("a=:n", 150, " AND "))).isEqualTo("true");
    assertThat(condition(joined("a=:n", 151, " AND "))).isEqualTo(TOO_MANY);
    assertThat(condition(joined("attribute_exists(a)", 150, " OR "))).isEqualTo("true");
    assertThat(condition(joined("attribute_exists(a)", 151, " OR "))).isEqualTo(TOO_MANY);
    assertThat(condition(joined("size(a)=:n", 100, " OR "))).isEqualTo("false");
    assertThat(condition(joined("size(a)=:n", 101, " OR "))).isEqualTo(TOO_MANY);
    assertThat(condition(joined("a IN (:n)", 150, " OR "))).isEqualTo("true");
    assertThat(condition(joined("a IN (:n)", 151, " OR "))).isEqualTo(TOO_MANY);
    assertThat(condition(joined("a BETWEEN :n AND :n", 151, " OR "))).isEqualTo(TOO_MANY);
    assertThat(condition("NOT ".repeat(299) + "a=:n")).isEqualTo("false");
    assertThat(condition("NOT ".repeat(300) + "a=:n")).isEqualTo(TOO_MANY);
    assertThat(condition("(NOT ".repeat(298) + "a=:n" + ")".repeat(298))).isEqualTo("true");
    assertThat(condition("(a=:n AND ".repeat(140) + "a=:n" + ")".repeat(140))).isEqualTo("true");
    assertThat(condition("(a=:n AND ".repeat(200) + "a=:n" + ")".repeat(200))).isEqualTo(TOO_MANY);
    assertThat(update("SET " + numbered("b", "=a+:n", 300))).isEqualTo("ok");
    assertThat(update("SET " + numbered("b", "=a+:n", 301))).isEqualTo(TOO_MANY);
    assertThat(update("REMOVE " + numbered("b", "", 400))).isEqualTo("ok");
  }

  private static String numbered(String name, String rest, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append(name).append(i).append(rest);
    }
    return text.toString();
  }

  @Test
  void otherFaultsComeBeforeTheNumberOfOperators() {
    String many = joined("a=:n", 151, " OR ");
    assertThat(condition(many + " AND abort = :n")).contains("reserved keyword: abort");
    assertThat(condition(many + " AND b = b")).contains("first operand: [b]");
    assertThat(condition("((" + many + "))"))
        .isEqualTo("The expression has redundant parentheses;");
  }

  @Test
  void optionsUpTo100() {
    assertThat(condition("a IN (" + joined(":n", 100, ",") + ")")).isEqualTo("true");
    assertThat(condition("a IN (" + joined(":n", 101, ",") + ")"))
        .isEqualTo("The IN operator is provided with too many operands; number of operands: 101");
  }

  @Test
  void pathsUpTo32Elements() {
    assertThat(condition(joined("a", 32, ".") + " = :n")).isEqualTo("false");
    assertThat(condition(joined("a", 33, ".") + " = :n"))
        .isEqualTo("The document path has too many nesting levels; nesting levels: 33");
    assertThat(condition("a" + "[0]".repeat(31) + " = :n")).isEqualTo("false");
    assertThat(condition("a" + "[0]".repeat(32) + " = :n"))
        .isEqualTo("The document path has too many nesting levels; nesting levels: 33");
    assertThat(condition("#undef = :n AND " + joined("a", 33, ".") + " = :n"))
        .contains("attribute name: #undef");
  }

  @ParameterizedTest
  @CsvSource({"CONDITION, true", "FILTER, true", "KEY_CONDITION, true"})
  void textsUpTo4096Bytes(ExpressionKind kind, boolean saysSize) {
    String longest = "a = b" + " ".repeat(4091);
    ConditionExpression.parse(kind, longest, ExpressionAttributes.none());
    assertThat(
            Fixture.outcome(() ->
                ConditionExpression.parse(kind, longest + " ", ExpressionAttributes.none())
                    .toString()))
        .isEqualTo(
            "Invalid "
                + kind.wireName()
                + ": Expression size has exceeded the maximum allowed size;"
                + (saysSize ? " expression size: 4097" : ""));
  }

  @Test
  void updatesAndProjectionsUpTo4096Bytes() {
    assertThat(update("REMOVE " + "a".repeat(4089))).isEqualTo("ok");
    assertThat(update("REMOVE " + "a".repeat(4090)))
        .isEqualTo("Expression size has exceeded the maximum allowed size;");
    assertThat(
            Fixture.outcome(() ->
                ProjectionExpression.parse("a".repeat(4097), ExpressionAttributes.none())
                    .toString()))
        .isEqualTo(
            "Invalid ProjectionExpression: Expression size has exceeded the maximum allowed size;");
  }

  @Test
  void bytesCountNotChars() {
    assertThat(condition("é".repeat(2049)))
        .isEqualTo("Expression size has exceeded the maximum allowed size; expression size: 4098");
  }

  @Test
  void blankTexts() {
    assertThat(condition("")).isEqualTo("The expression can not be empty;");
    assertThat(condition(" ")).isEqualTo("Syntax error; token: \"<EOF>\", near: \" \"");
    assertThat(update("")).isEqualTo("The expression can not be empty;");
    assertThat(condition("a = :n\tAND\n"))
        .isEqualTo("Syntax error; token: \"<EOF>\", near: \"AND\n\"");
    assertThat(condition("a = :n\tAND\na = :n")).isEqualTo("true");
  }

  @Test
  void reservedWordsAreThoseOfTheDocumentation() {
    assertThat(ReservedWords.all()).hasSize(573);
    for (String word : ReservedWords.all()) {
      String path = "x." + word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT);
      assertThat(
              Fixture.outcome(
                  () -> ProjectionExpression.parse(path, ExpressionAttributes.none()).toString()))
          .containsAnyOf("reserved keyword: " + path.substring(2), "Syntax error");
    }
    assertThat(
            ProjectionExpression.parse("#n", ExpressionAttributes.of(Map.of("#n", "NAME"), null))
                .topLevelNames())
        .containsExactly("NAME");
  }
}
