package dev.stator.lab.faults;

import dev.stator.lab.wire.Answer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a version is written into an item, and read out of one. */
final class ItemForm {
  /** Attributes that carry the version; a write changes all of them or none. */
  static final int COPIES = 6;

  private static final Pattern VERSION =
      Pattern.compile("\"v(\\d)\"\\s*:\\s*\\{\\s*\"N\"\\s*:\\s*\"(\\d+)\"");
  private static final Pattern KEY =
      Pattern.compile("\"pk\"\\s*:\\s*\\{\\s*\"S\"\\s*:\\s*\"([^\"]+)\"");
  private static final String PAD = "abcdefghij".repeat(30);

  private ItemForm() {}

  static String item(String key, long version) {
    StringBuilder json = new StringBuilder("{\"pk\":{\"S\":\"" + key + "\"}");
    for (int copy = 0; copy < COPIES; copy++) {
      json.append(",\"v%d\":{\"N\":\"%d\"}".formatted(copy, version));
    }
    return json.append(",\"ballast\":{\"S\":\"").append(PAD).append("\"}}").toString();
  }

  static String key(String key) {
    return "{\"pk\":{\"S\":\"" + key + "\"}}";
  }

  /** {@code SET v0 = :v, ...}. */
  static String setExpression() {
    StringBuilder expression = new StringBuilder("SET ballast = :ballast");
    for (int copy = 0; copy < COPIES; copy++) {
      expression.append(", v").append(copy).append(" = :v");
    }
    return expression.toString();
  }

  /** {@code ADD v0 :one, ...}: counts all copies up. */
  static String addExpression() {
    StringBuilder expression = new StringBuilder("ADD v0 :one");
    for (int copy = 1; copy < COPIES; copy++) {
      expression.append(", v").append(copy).append(" :one");
    }
    return expression.toString();
  }

  static String pad() {
    return PAD;
  }

  /** The version of the item in a GetItem answer. */
  static long version(Answer answer) {
    String body = answer.orThrow().body();
    return body.contains("\"pk\"") ? versionIn(body) : WriteLedger.ABSENT;
  }

  private static long versionIn(String json) {
    Matcher matcher = VERSION.matcher(json);
    long version = WriteLedger.TORN;
    int copies = 0;
    while (matcher.find()) {
      long copy = Long.parseLong(matcher.group(2));
      if (copies > 0 && copy != version) {
        return WriteLedger.TORN;
      }
      version = copy;
      copies++;
    }
    return copies == COPIES ? version : WriteLedger.TORN;
  }

  /** How many items a page of a scan holds. */
  static long count(String page) {
    return KEY.matcher(page).results().count();
  }
}
