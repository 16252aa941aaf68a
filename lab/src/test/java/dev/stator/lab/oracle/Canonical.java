package dev.stator.lab.oracle;

import dev.stator.lab.wire.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An answer as one line in which only what matters is left. */
final class Canonical {
  /** Members that differ from run to run, or that Local does not have: the last. */
  private static final Set<String> VARYING =
      Set.of(
          "TableId",
          "NextToken",
          "CreationDateTime",
          "LastUpdateToPayPerRequestDateTime",
          "LastIncreaseDateTime",
          "LastDecreaseDateTime",
          "WarmThroughput");

  /** Lists whose order means nothing. */
  private static final Set<String> UNORDERED =
      Set.of("SS", "NS", "BS", "AttributeDefinitions", "ConsumedCapacity");

  private Canonical() {}

  /** {@code 200 {...}} or {@code 400 Name: message {other members}}. */
  static String line(String operation, Answer answer) {
    Object body = Json.parse(answer.body());
    if (answer.ok()) {
      return "200 " + Json.text(value(operation, "", body));
    }
    Map<String, Object> members = new TreeMap<>(Json.object(body));
    members.remove("__type");
    Object lower = members.remove("message");
    Object upper = members.remove("Message");
    Object message = lower != null ? lower : upper;
    return answer.status()
        + " "
        + answer.errorName()
        + ": "
        + (message == null ? "" : message)
        + (members.isEmpty() ? "" : " " + Json.text(value(operation, "", members)));
  }

  /** The items of a page, in an order of their own. */
  static List<String> items(Answer page) {
    List<String> items = new ArrayList<>();
    Object found = Json.object(page.body()).get("Items");
    if (found instanceof List<?> list) {
      list.forEach(item -> items.add(Json.text(value("", "", item))));
    }
    return items;
  }

  private static Object value(String operation, String member, Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((name, inner) -> {
          String key = String.valueOf(name);
          if (!VARYING.contains(key)) {
            sorted.put(key, value(operation, key, inner));
          }
        });
        yield sorted;
      }
      case List<?> list -> {
        List<Object> elements = new ArrayList<>();
        list.forEach(element -> elements.add(value(operation, "", element)));
        if (unordered(operation, member)) {
          elements.sort(Comparator.comparing(Json::text));
        }
        yield elements;
      }
      case String text -> text.replaceAll("arn:aws:dynamodb:[^:]*:[0-9]*:", "arn:");
      default -> value;
    };
  }

  private static boolean unordered(String operation, String member) {
    return UNORDERED.contains(member)
        || (operation.equals("Scan") && member.equals("Items"))
        || (operation.equals("BatchGetItem") && !member.equals("L"));
  }
}
