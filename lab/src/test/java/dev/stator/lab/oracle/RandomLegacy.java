package dev.stator.lab.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The parameters from before expressions, at random: mostly sound, sometimes not. */
final class RandomLegacy {
  private static final List<String> OPERATORS =
      List.of(
          "EQ",
          "NE",
          "LE",
          "LT",
          "GE",
          "GT",
          "CONTAINS",
          "NOT_CONTAINS",
          "BEGINS_WITH",
          "IN",
          "BETWEEN",
          "NULL",
          "NOT_NULL");

  private final Random random;
  private final RandomRequests words;

  RandomLegacy(Random random, RandomRequests words) {
    this.random = random;
    this.words = words;
  }

  /** Sets {@code Expected} and perhaps what joins its elements. */
  void expect(Map<String, Object> request) {
    Map<String, Object> expected = new LinkedHashMap<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      expected.put(words.name(), expectation());
    }
    request.put("Expected", expected);
    join(request, expected.size());
  }

  private Map<String, Object> expectation() {
    return switch (random.nextInt(4)) {
      case 0 -> Map.of("Exists", false);
      case 1 -> Map.of("Value", words.value(0));
      case 2 -> Map.of("Exists", true, "Value", words.value(0));
      default -> condition();
    };
  }

  /** Sets a filter and perhaps what joins its elements. */
  void filter(Map<String, Object> request, String member) {
    Map<String, Object> filter = new LinkedHashMap<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      filter.put(words.name(), condition());
    }
    request.put(member, filter);
    join(request, filter.size());
  }

  private void join(Map<String, Object> request, int size) {
    if (size > 1 && random.nextBoolean()) {
      request.put("ConditionalOperator", random.nextBoolean() ? "AND" : "OR");
    }
  }

  /** Sets {@code AttributesToGet}. */
  void attributes(Map<String, Object> request) {
    request.put("AttributesToGet", random.nextBoolean() ? List.of("a", "b") : List.of("c"));
  }

  /** Sets {@code KeyConditions}. */
  void keys(Map<String, Object> request, boolean range) {
    Map<String, Object> conditions = new LinkedHashMap<>();
    conditions.put(
        "p",
        Map.of(
            "ComparisonOperator",
            "EQ",
            "AttributeValueList",
            List.of(Map.of("S", random.nextBoolean() ? "k0" : "k1"))));
    if (range && random.nextBoolean()) {
      String operator = List.of("EQ", "LE", "LT", "GE", "GT", "BETWEEN").get(random.nextInt(6));
      List<Object> arguments = new ArrayList<>();
      int low = random.nextInt(4);
      arguments.add(Map.of("N", Integer.toString(low)));
      if (operator.equals("BETWEEN")) {
        arguments.add(Map.of("N", Integer.toString(low + random.nextInt(3))));
      }
      conditions.put("s", Map.of("ComparisonOperator", operator, "AttributeValueList", arguments));
    }
    request.put("KeyConditions", conditions);
  }

  /** Sets {@code AttributeUpdates}. */
  void update(Map<String, Object> request) {
    Map<String, Object> updates = new LinkedHashMap<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      updates.put(
          words.name(),
          switch (random.nextInt(4)) {
            case 0 -> Map.of("Action", "DELETE");
            case 1 ->
                Map.of("Action", "ADD", "Value", words.value(words.one("N", "SS", "NS", "L"), 0));
            case 2 -> Map.of("Action", "DELETE", "Value", words.value(words.one("SS", "NS"), 0));
            default -> Map.of("Action", "PUT", "Value", words.value(0));
          });
    }
    request.put("AttributeUpdates", updates);
  }

  private Map<String, Object> condition() {
    String operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
    int count =
        switch (operator) {
          case "NULL", "NOT_NULL" -> 0;
          case "BETWEEN" -> 2;
          case "IN" -> 1 + random.nextInt(3);
          default -> 1;
        };
    String type = words.one("S", "N", "B", "S", "N", "SS", "L", "BOOL");
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(words.value(type, 0));
    }
    return count == 0
        ? Map.of("ComparisonOperator", operator)
        : Map.of("ComparisonOperator", operator, "AttributeValueList", arguments);
  }
}
