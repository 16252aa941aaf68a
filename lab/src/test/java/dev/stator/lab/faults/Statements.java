package dev.stator.lab.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** PartiQL statements, right ones and such as have been taken apart, from a source of chance. */
final class Statements {
  private static final List<String> RIGHT =
      List.of(
          "SELECT * FROM \"%s\" WHERE pk = 'k1'",
          "SELECT v0, a.b[1] FROM \"%s\" WHERE pk IN ['k1', 'k2'] AND v0 BETWEEN 1 AND 9",
          "SELECT * FROM \"%s\" WHERE pk = ? AND contains(ballast, 'b') ORDER BY pk DESC",
          "SELECT * FROM \"%s\".\"index0\" WHERE pk = 'k1'",
          "SELECT pk FROM \"%s\" WHERE NOT (v0 IS MISSING) OR size(ballast) > 3 AND v1 IS NULL",
          "INSERT INTO \"%s\" VALUE {'pk': 'k3', 'a': {'b': [1, true, null]}, 's': <<1, 2.5>>}",
          "UPDATE \"%s\" SET v0 = v0 + 1 SET a.b[0] = list_append(x, [1]) REMOVE y WHERE pk = 'k1'",
          "UPDATE \"%s\" SET s = set_add(s, <<1>>) WHERE pk = 'k1' RETURNING MODIFIED NEW *",
          "DELETE FROM \"%s\" WHERE pk = 'k1' AND v0 = 3e2 RETURNING ALL OLD *",
          "EXISTS(SELECT * FROM \"%s\" WHERE pk = 'k1' AND v0 > 0)");

  private static final List<String> PIECES =
      List.of(
          "SELECT",
          "FROM",
          "WHERE",
          "AND",
          "OR",
          "NOT",
          "IN",
          "IS",
          "MISSING",
          "NULL",
          "BETWEEN",
          "ORDER",
          "BY",
          "SET",
          "REMOVE",
          "VALUE",
          "RETURNING",
          "EXISTS",
          "*",
          "?",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "<<",
          ">>",
          "<",
          ">",
          "=",
          "<>",
          "'",
          "\"",
          "''",
          "\"\"",
          ",",
          ".",
          ":",
          ";",
          "--",
          "/*",
          "*/",
          "#",
          "`1`",
          "`",
          "1e999999999999",
          "1e-131",
          "-",
          "+",
          "0x1",
          "é",
          "\u0000",
          "\uD834\uDD1E",
          "$",
          "size(",
          "begins_with(",
          "attribute_type(",
          "set_delete(");

  private Statements() {}

  static String right(String table, SplittableRandom random) {
    return RIGHT.get(random.nextInt(RIGHT.size())).formatted(table);
  }

  static String odd(String table, SplittableRandom random) {
    String right = right(table, random);
    if (random.nextInt(10) == 0) {
      return deep(right, random);
    }
    List<String> tokens =
        new ArrayList<>(Arrays.asList(right.split("(?<= )|(?=[(){}\\[\\],.'\"])", -1)));
    for (int i = 1 + random.nextInt(4); i > 0 && !tokens.isEmpty(); i--) {
      int at = random.nextInt(tokens.size());
      switch (random.nextInt(5)) {
        case 0 -> tokens.remove(at);
        case 1 -> tokens.add(at, tokens.get(random.nextInt(tokens.size())));
        case 2 -> tokens.set(at, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> tokens.add(at, " " + PIECES.get(random.nextInt(PIECES.size())) + " ");
        default -> tokens.subList(at, tokens.size()).clear();
      }
    }
    return String.join("", tokens);
  }

  /** A part of the statement, nested or repeated many times. */
  private static String deep(String right, SplittableRandom random) {
    int times = 1 + random.nextInt(random.nextInt(5) == 0 ? 1_500 : 100);
    return switch (random.nextInt(6)) {
      case 0 -> right + " AND " + "(".repeat(times) + "a = 1" + ")".repeat(times);
      case 1 -> right + " AND " + "NOT ".repeat(times) + "a = 1";
      case 2 -> right + " AND a = 1".repeat(Math.min(times, 600));
      case 3 -> right + " AND a = " + "[".repeat(times) + "1" + "]".repeat(times);
      case 4 -> right + " AND a IN [" + "1,".repeat(times) + "1]";
      default -> right + " AND a" + ".b".repeat(times) + " = " + "9".repeat(times);
    };
  }
}
