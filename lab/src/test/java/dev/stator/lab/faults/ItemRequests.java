package dev.stator.lab.faults;

import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checker's items on the wire: attribute {@code v} is set, attribute {@code c} is added to. */
final class ItemRequests {
  private static final Pattern VALUE = number("v");
  private static final Pattern COUNT = number("c");

  private ItemRequests() {}

  private static Pattern number(String attribute) {
    return Pattern.compile(
        "\"" + attribute + "\"\\s*:\\s*\\{\\s*\"N\"\\s*:\\s*\"(-?[0-9]{1,18})\"");
  }

  static String operation(Kind kind) {
    return switch (kind) {
      case READ -> "GetItem";
      case PUT, PUT_IF_ABSENT, PUT_IF_VALUE -> "PutItem";
      case SET, ADD -> "UpdateItem";
      case DELETE -> "DeleteItem";
    };
  }

  static String body(String table, String key, Kind kind, long argument, long expected) {
    String head = "{\"TableName\":\"" + table + "\",";
    String name = "{\"pk\":{\"S\":\"" + key + "\"}}";
    String put =
        "\"Item\":{\"pk\":{\"S\":\"%s\"},\"v\":{\"N\":\"%d\"}},\"ReturnValues\":\"ALL_OLD\""
            .formatted(key, argument);
    String update = "\"Key\":" + name + ",\"ReturnValues\":\"ALL_NEW\",";
    String value =
        "\"ExpressionAttributeValues\":{\":x\":{\"N\":\"%d\"}}"
            .formatted(kind == Kind.PUT_IF_VALUE ? expected : argument);
    String shown = ",\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\"";
    return head
        + switch (kind) {
          case READ -> "\"Key\":" + name + ",\"ConsistentRead\":true";
          case PUT -> put;
          case PUT_IF_ABSENT ->
              put + ",\"ConditionExpression\":\"attribute_not_exists(pk)\"" + shown;
          case PUT_IF_VALUE -> put + ",\"ConditionExpression\":\"v = :x\"," + value + shown;
          case SET -> update + "\"UpdateExpression\":\"SET v = :x\"," + value;
          case ADD -> update + "\"UpdateExpression\":\"ADD c :x\"," + value;
          case DELETE -> "\"Key\":" + name + ",\"ReturnValues\":\"ALL_OLD\"";
        }
        + "}";
  }

  /** A read that may be a little old. */
  static String eventual(String table, String key) {
    return "{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"%s\"}}}".formatted(table, key);
  }

  /** The item that an answer shows. */
  static ItemState state(String answer) {
    if (!answer.contains("\"pk\"")) {
      return ItemState.ABSENT;
    }
    return new ItemState(true, first(VALUE, answer), first(COUNT, answer));
  }

  private static long first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
