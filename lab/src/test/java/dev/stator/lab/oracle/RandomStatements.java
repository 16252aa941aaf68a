package dev.stator.lab.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** PartiQL statements at random, over the same items as {@link RandomRequests}. */
final class RandomStatements {
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");
  private static final List<String> ORDERED = List.of("S", "N", "B");

  private final Random random;
  private final RandomRequests words;
  private List<Object> parameters = new ArrayList<>();

  RandomStatements(Random random, RandomRequests words) {
    this.random = random;
    this.words = words;
  }

  RandomRequests.Request next() {
    parameters = new ArrayList<>();
    if (random.nextInt(8) == 0) {
      return ofIndex();
    }
    boolean range = random.nextBoolean();
    String table = range ? "\"range\"" : "hash";
    String statement =
        switch (random.nextInt(6)) {
          case 0 -> insert(table, range);
          case 1, 2 -> update(table, range);
          case 3 -> "DELETE FROM " + table + " WHERE " + key(range) + rest() + returning(true);
          default -> select(table, range);
        };
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("Statement", statement);
    if (!parameters.isEmpty()) {
      request.put("Parameters", parameters);
    }
    request.put("ConsistentRead", true);
    if (random.nextInt(3) == 0) {
      request.put("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
    }
    return new RandomRequests.Request("ExecuteStatement", Json.text(request), false);
  }

  /** A SELECT from a global index. */
  private RandomRequests.Request ofIndex() {
    String where =
        switch (random.nextInt(4)) {
          case 0 -> "e = '" + words.one("a", "ab", "b", "é") + "'";
          case 1 -> "e = 'a' AND " + condition(1);
          case 2 -> condition(1);
          default -> "e IN ['a', 'ab'] AND s > " + random.nextInt(3);
        };
    String what = random.nextInt(3) == 0 ? "p, s, " + words.name() : "*";
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("Statement", "SELECT " + what + " FROM \"global\".\"by-e\" WHERE " + where);
    if (!parameters.isEmpty()) {
      request.put("Parameters", parameters);
    }
    return new RandomRequests.Request("ExecuteStatement", Json.text(request), true);
  }

  private String select(String table, boolean range) {
    String what = random.nextInt(3) == 0 ? words.name() + ", " + words.name() + ".b" : "*";
    String where =
        switch (random.nextInt(4)) {
          case 0 -> condition(2);
          case 1 -> key(range) + rest();
          case 2 -> "p IN ['k0', 'k1'] AND " + condition(1);
          default -> "p = '" + words.one("k0", "k1") + "' AND " + sort(range);
        };
    return "SELECT " + what + " FROM " + table + " WHERE " + where;
  }

  private String sort(boolean range) {
    if (!range) {
      return condition(1);
    }
    return random.nextInt(3) == 0
        ? "s BETWEEN " + random.nextInt(2) + " AND " + (2 + random.nextInt(2))
        : "s " + words.one("<", "<=", ">", ">=", "=", "<>") + " " + random.nextInt(4) + rest();
  }

  private String rest() {
    return random.nextInt(3) == 0 ? " AND " + condition(1) : "";
  }

  private String key(boolean range) {
    String key = "p = '" + words.one("k0", "k1") + "'";
    return range ? key + " AND s = " + random.nextInt(4) : key;
  }

  private String returning(boolean delete) {
    if (random.nextInt(3) > 0) {
      return "";
    }
    return " RETURNING " + (delete ? "ALL OLD" : words.one("ALL OLD", "ALL NEW")) + " *";
  }

  private String insert(String table, boolean range) {
    return "INSERT INTO "
        + table
        + " VALUE {'p': '"
        + words.one("k0", "k1")
        + "'"
        + (range ? ", 's': " + random.nextInt(4) : "")
        + ", 'a': "
        + parameter(words.type())
        + ", 'b': {'a': 1, 'b': [true, null, 'x']}, 'c': "
        + parameter(words.type())
        + "}";
  }

  private String update(String table, boolean range) {
    List<String> actions = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      actions.add(action());
    }
    return "UPDATE "
        + table
        + " "
        + String.join(" ", actions)
        + " WHERE "
        + key(range)
        + rest()
        + returning(false);
  }

  private String action() {
    String path = words.path();
    return switch (random.nextInt(8)) {
      case 0 -> "REMOVE " + path;
      case 1 -> "SET " + path + " = " + words.path() + " + " + parameter("N");
      case 2 -> "SET " + path + " = list_append(" + path + ", " + parameter("L") + ")";
      case 3 -> "SET " + path + " = if_not_exists(" + words.path() + ", " + parameter("S") + ")";
      case 4 -> "SET " + path + " = set_add(" + path + ", <<'a', 'ab'>>)";
      case 5 -> "SET " + path + " = set_delete(" + path + ", <<1, 2.5>>)";
      case 6 -> "SET " + path + " = " + words.path();
      default -> "SET " + path + " = " + parameter(words.type());
    };
  }

  private String condition(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return switch (random.nextInt(3)) {
        case 0 -> "NOT (" + condition(depth - 1) + ")";
        case 1 -> "(" + condition(depth - 1) + ") AND " + condition(depth - 1);
        default -> "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
      };
    }
    String path = words.path();
    return switch (random.nextInt(9)) {
      case 0 -> path + " IS " + words.one("", "NOT ") + "MISSING";
      case 1 -> path + " IS " + words.one("NULL", "STRING", "NUMERIC", "LIST", "BOOLEAN");
      case 2 -> "begins_with(" + path + ", " + parameter(words.one("S", "B")) + ")";
      case 3 -> "contains(" + path + ", " + parameter(words.one("S", "N", "B")) + ")";
      case 4 -> "size(" + path + ") " + comparison() + " " + random.nextInt(3);
      case 5 -> path + " IN [" + parameter(words.type()) + ", " + parameter(words.type()) + "]";
      case 6 -> path + " = " + parameter(words.type());
      case 7 -> path + " BETWEEN " + random.nextInt(2) + " AND " + (1 + random.nextInt(9));
      default -> path + " " + comparison() + " " + parameter(ORDERED.get(random.nextInt(3)));
    };
  }

  private String comparison() {
    return COMPARISONS.get(random.nextInt(COMPARISONS.size()));
  }

  private String parameter(String type) {
    parameters.add(words.value(type, 0));
    return "?";
  }
}
