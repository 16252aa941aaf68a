package dev.stator.lab.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests on the tables {@code hash}, {@code range}, and {@code local} and {@code global}, which
 * are as {@code range} and have local or global indexes by {@code e} and {@code f}: few keys and
 * few attribute names, so that requests meet each other's items, and values of all types, so that
 * they often do not fit. The same seed gives the same requests.
 */
final class RandomRequests {
  private static final List<String> NAMES = List.of("a", "b", "c", "d");
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");
  private static final List<String> NUMBERS =
      List.of("0", "1", "-1", "2.5", "10", "-0.001", "123456789.125", "3", "100", "7");
  private static final List<String> TEXTS = List.of("", "a", "ab", "b", "é", "𝄞", "x y", "0");
  private static final List<String> BYTES = List.of("", "AA==", "AAE=", "/w==");
  private static final List<String> TYPES =
      List.of("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS");

  private final Random random;
  private final RandomLegacy legacy;
  private final RandomStatements statements;
  private Map<String, Object> values = new LinkedHashMap<>();

  /**
   * One request.
   *
   * @param eventual whether it reads a global index, which may lag behind and has no order among
   *     equal keys
   */
  record Request(String operation, String body, boolean eventual) {}

  RandomRequests(long seed) {
    this.random = new Random(seed);
    this.legacy = new RandomLegacy(random, this);
    this.statements = new RandomStatements(random, this);
  }

  Request next() {
    if (random.nextInt(4) == 0) {
      return statements.next();
    }
    values = new LinkedHashMap<>();
    boolean range = random.nextBoolean();
    Map<String, Object> request = new LinkedHashMap<>();
    boolean indexed = range && random.nextInt(2) == 0;
    boolean global = indexed && random.nextBoolean();
    request.put("TableName", global ? "global" : indexed ? "local" : range ? "range" : "hash");
    boolean old = random.nextInt(4) == 0;
    String operation = pick(List.of("Put", "Get", "Update", "Update", "Delete", "Query", "Scan"));
    switch (operation) {
      case "Put" -> {
        Map<String, Object> item = key(range);
        NAMES.forEach(name -> {
          if (random.nextInt(3) > 0) {
            item.put(name, value(0));
          }
        });
        if (indexed && random.nextInt(3) > 0) {
          item.put("e", text(pick(List.of("a", "ab", "b", "é"))));
        }
        if (indexed && random.nextInt(3) > 0) {
          item.put("f", number(random.nextInt(5) - 2));
        }
        request.put("Item", item);
        writeOptions(request, old, List.of("NONE", "ALL_OLD"));
      }
      case "Get" -> {
        request.put("Key", key(range));
        request.put("ConsistentRead", true);
        if (old) {
          legacy.attributes(request);
        } else if (random.nextInt(3) == 0) {
          request.put("ProjectionExpression", path() + ", " + path());
        }
      }
      case "Update" -> {
        request.put("Key", key(range));
        if (old) {
          legacy.update(request);
        } else {
          request.put("UpdateExpression", global && random.nextBoolean() ? ofKeys() : update());
        }
        writeOptions(request, old, List.of("NONE", "ALL_OLD", "ALL_NEW"));
      }
      case "Delete" -> {
        request.put("Key", key(range));
        writeOptions(request, old, List.of("NONE", "ALL_OLD"));
      }
      case "Query" -> {
        if (global && random.nextInt(3) > 0) {
          queryGlobal(request);
        } else if (old) {
          legacy.keys(request, range);
          if (random.nextBoolean()) {
            legacy.filter(request, "QueryFilter");
          }
          request.put("ConsistentRead", true);
        } else {
          query(request, range, indexed && !global);
        }
      }
      default -> {
        if (old) {
          legacy.filter(request, "ScanFilter");
        } else {
          request.put("FilterExpression", condition(2));
        }
        request.put("Select", pick(List.of("COUNT", "ALL_ATTRIBUTES")));
        request.put("ConsistentRead", true);
      }
    }
    if (indexed && operation.equals("Scan")) {
      request.put("IndexName", pick(List.of("by-e", "by-f", "none")));
      if (global) {
        request.remove("ConsistentRead");
        request.put("Select", pick(List.of("COUNT", "ALL_PROJECTED_ATTRIBUTES")));
      }
    }
    if (!values.isEmpty()) {
      request.put("ExpressionAttributeValues", values);
    }
    boolean single = !operation.equals("Query") && !operation.equals("Scan");
    return new Request(
        operation + (single ? "Item" : ""),
        Json.text(request),
        global && request.containsKey("IndexName"));
  }

  private void writeOptions(Map<String, Object> request, boolean old, List<String> returnValues) {
    if (old && random.nextBoolean()) {
      legacy.expect(request);
    } else if (!old && random.nextInt(3) == 0) {
      request.put("ConditionExpression", condition(2));
      request.put("ReturnValuesOnConditionCheckFailure", pick(List.of("NONE", "ALL_OLD")));
    }
    request.put("ReturnValues", pick(returnValues));
  }

  private void query(Map<String, Object> request, boolean range, boolean indexed) {
    if (indexed && random.nextBoolean()) {
      queryIndex(request);
      return;
    }
    values.put(":k", text(pick(List.of("k0", "k1"))));
    String condition = "p = :k";
    if (range && random.nextBoolean()) {
      if (random.nextInt(3) == 0) {
        values.put(":low", number(random.nextInt(4) - 1));
        values.put(":high", number(random.nextInt(4)));
        condition += " AND s BETWEEN :low AND :high";
      } else {
        values.put(":s", number(random.nextInt(4)));
        condition += " AND s " + pick(List.of("=", "<", "<=", ">", ">=")) + " :s";
      }
    }
    request.put("KeyConditionExpression", condition);
    request.put("ScanIndexForward", random.nextBoolean());
    request.put("ConsistentRead", true);
    if (random.nextBoolean()) {
      request.put("FilterExpression", condition(1));
    }
    if (random.nextBoolean()) {
      request.put("Limit", 1 + random.nextInt(4));
    }
  }

  /** Counts alone: among equal keys of an index DynamoDB Local has no order. */
  private void queryIndex(Map<String, Object> request) {
    boolean byText = random.nextBoolean();
    request.put("IndexName", byText ? "by-e" : "by-f");
    values.put(":k", text(pick(List.of("k0", "k1"))));
    String condition = "p = :k";
    if (random.nextBoolean()) {
      String type = random.nextInt(8) == 0 ? "B" : byText ? "S" : "N";
      condition += " AND " + (byText ? "e " : "f ") + pick(List.of("=", "<", "<=", ">", ">="));
      condition += " " + placeholder(type);
    }
    request.put("KeyConditionExpression", condition);
    request.put("Select", "COUNT");
    request.put("ConsistentRead", true);
    if (random.nextBoolean()) {
      request.put("FilterExpression", condition(1));
    }
  }

  /** {@code by-e} has all of e alone, {@code by-f} the keys of f and e. */
  private void queryGlobal(Map<String, Object> request) {
    boolean byText = random.nextBoolean();
    request.put("IndexName", byText ? "by-e" : "by-f");
    String condition;
    if (byText) {
      values.put(":k", text(pick(List.of("a", "ab", "b", "é"))));
      condition = "e = :k";
    } else {
      values.put(":k", number(random.nextInt(5) - 2));
      condition = "f = :k";
      if (random.nextBoolean()) {
        condition += " AND e " + pick(List.of("=", "<", "<=", ">", ">=")) + " " + placeholder("S");
      }
    }
    request.put("KeyConditionExpression", condition);
    request.put("ScanIndexForward", random.nextBoolean());
    if (random.nextInt(3) == 0) {
      request.put("FilterExpression", condition(1));
    }
    if (random.nextInt(3) == 0) {
      request.put("ProjectionExpression", "p, s, " + name());
    }
  }

  /** An update that brings items into indexes, moves them there, and takes them out. */
  private String ofKeys() {
    return switch (random.nextInt(4)) {
      case 0 -> "REMOVE e";
      case 1 -> "SET e = " + placeholder("S");
      case 2 -> "ADD f " + placeholder("N");
      default -> "SET f = " + placeholder(pick(List.of("N", "N", "S"))) + " REMOVE e";
    };
  }

  private Map<String, Object> key(boolean range) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("p", text(pick(List.of("k0", "k1"))));
    if (range) {
      key.put("s", number(random.nextInt(4)));
    }
    return key;
  }

  private static Map<String, Object> text(String value) {
    return Map.of("S", value);
  }

  private static Map<String, Object> number(int value) {
    return Map.of("N", Integer.toString(value));
  }

  private String update() {
    List<String> clauses = new ArrayList<>();
    if (random.nextInt(3) > 0) {
      clauses.add("SET " + path() + " = " + setValue());
    }
    if (random.nextInt(3) == 0) {
      clauses.add("REMOVE " + path());
    }
    if (random.nextInt(3) == 0) {
      clauses.add("ADD " + path() + " " + placeholder(pick(List.of("N", "SS", "NS"))));
    }
    if (random.nextInt(4) == 0 || clauses.isEmpty()) {
      clauses.add("DELETE " + path() + " " + placeholder(pick(List.of("SS", "NS", "BS"))));
    }
    return String.join(" ", clauses);
  }

  private String setValue() {
    return switch (random.nextInt(6)) {
      case 0 -> path() + " + " + placeholder("N");
      case 1 -> placeholder("N") + " - " + path();
      case 2 -> "if_not_exists(" + path() + ", " + placeholder(pick(TYPES)) + ")";
      case 3 -> "list_append(" + path() + ", " + placeholder("L") + ")";
      case 4 -> path();
      default -> placeholder(pick(TYPES));
    };
  }

  private String condition(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return switch (random.nextInt(3)) {
        case 0 -> "NOT (" + condition(depth - 1) + ")";
        case 1 -> "(" + condition(depth - 1) + ") AND " + condition(depth - 1);
        default -> condition(depth - 1) + " OR " + condition(depth - 1);
      };
    }
    return switch (random.nextInt(8)) {
      case 0 -> "attribute_exists(" + path() + ")";
      case 1 -> "attribute_not_exists(" + path() + ")";
      case 2 -> "begins_with(" + path() + ", " + placeholder(pick(List.of("S", "B"))) + ")";
      case 3 -> "contains(" + path() + ", " + placeholder(pick(List.of("S", "N", "B"))) + ")";
      case 4 -> "size(" + path() + ") " + pick(COMPARISONS) + " " + placeholder("N");
      case 5 -> path() + " IN (" + placeholder(pick(TYPES)) + ", " + placeholder(pick(TYPES)) + ")";
      case 6 -> path() + " = " + placeholder(pick(TYPES));
      default -> path() + " " + pick(COMPARISONS) + " " + placeholder(pick(List.of("S", "N", "B")));
    };
  }

  /** An attribute, or a part of one. */
  String path() {
    String name = pick(NAMES);
    return switch (random.nextInt(5)) {
      case 0 -> name + "." + pick(NAMES);
      case 1 -> name + "[" + random.nextInt(3) + "]";
      default -> name;
    };
  }

  private String placeholder(String type) {
    String name = ":v" + values.size();
    values.put(name, value(type, 0));
    return name;
  }

  /** An attribute's name. */
  String name() {
    return pick(NAMES);
  }

  /** The name of a type. */
  String type() {
    return pick(TYPES);
  }

  /** One of the texts. */
  String one(String... texts) {
    return pick(List.of(texts));
  }

  /** An attribute value of any type. */
  Map<String, Object> value(int depth) {
    return value(pick(TYPES), depth);
  }

  /** An attribute value of a type. */
  Map<String, Object> value(String type, int depth) {
    return Map.of(
        type,
        switch (type) {
          case "S" -> pick(TEXTS);
          case "N" -> pick(NUMBERS);
          case "B" -> pick(BYTES);
          case "BOOL" -> random.nextBoolean();
          case "NULL" -> true;
          case "SS" -> some(List.of("a", "b", "ab"));
          case "NS" -> some(List.of("1", "2.5", "-3"));
          case "BS" -> some(List.of("AA==", "AQ=="));
          case "L" -> list(depth);
          default -> map(depth);
        });
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = depth > 1 ? 0 : random.nextInt(4); i > 0; i--) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = depth > 1 ? 0 : random.nextInt(4); i > 0; i--) {
      map.put(pick(NAMES), value(depth + 1));
    }
    return map;
  }

  private List<String> some(List<String> of) {
    return of.subList(0, 1 + random.nextInt(of.size()));
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
