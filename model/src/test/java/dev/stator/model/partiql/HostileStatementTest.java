package dev.stator.model.partiql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No text does more than be refused: it neither breaks the parser nor keeps it busy. */
class HostileStatementTest {
  private static final KeySchema SCHEMA =
      new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.N));
  private static final int CHARS_MAX = 8_192;
  private static final List<String> WORDS =
      List.of(
          "SELECT",
          "INSERT",
          "INTO",
          "VALUE",
          "UPDATE",
          "DELETE",
          "FROM",
          "WHERE",
          "SET",
          "REMOVE",
          "RETURNING",
          "ALL",
          "OLD",
          "NEW",
          "MODIFIED",
          "ORDER",
          "BY",
          "DESC",
          "AND",
          "OR",
          "NOT",
          "IN",
          "BETWEEN",
          "IS",
          "MISSING",
          "NULL",
          "LIKE",
          "EXISTS",
          "tab",
          "p",
          "s",
          "v",
          "\"q\"",
          "'a'",
          "1",
          "-",
          ".5e3",
          "?",
          "*",
          "+",
          "=",
          "<>",
          "<",
          ">=",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "<<",
          ">>",
          ",",
          ".",
          ":",
          ";",
          "size",
          "begins_with",
          "set_add",
          "`x`",
          "--",
          "/*",
          "é");

  @Test
  void randomWordsAreStatementsOrRefused() {
    Random random = new Random(20_261_127L);
    int accepted = 0;
    List<String> beginnings =
        List.of(
            "",
            "SELECT * FROM tab WHERE ",
            "UPDATE tab SET v = ",
            "INSERT INTO tab VALUE {'p': ",
            "DELETE FROM tab WHERE p = 'a' AND s = 1 AND ");
    for (int i = 0; i < 60_000; i++) {
      StringBuilder text = new StringBuilder(beginnings.get(random.nextInt(beginnings.size())));
      for (int words = random.nextInt(12); words > 0; words--) {
        text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
      }
      try {
        Statement statement = Statement.parse(text.toString(), List.of());
        if (statement instanceof Statement.Select select) {
          ReadPlan.of(select, SCHEMA);
        }
        accepted++;
      } catch (ApiException refused) {
        assertThat(refused.message()).isNotEmpty();
      }
    }
    assertThat(accepted).isGreaterThan(100);
  }

  @Test
  void deepNestingIsRefused() {
    for (String part : List.of("(", "[", "{'a':", "<<", "NOT ", "size(", "a + ", "a || (")) {
      String deep = "SELECT * FROM tab WHERE " + part.repeat((CHARS_MAX - 40) / part.length());
      assertThatThrownBy(() -> Statement.parse(deep, List.of())).isInstanceOf(ApiException.class);
    }
    String sum = "UPDATE tab SET a = 1" + " + 1".repeat(2_000) + " WHERE p = 'a'";
    assertThatThrownBy(() -> Statement.parse(sum, List.of())).hasMessageContaining("too deep");
    String path = "SELECT a" + ".a".repeat(3_000) + " FROM tab";
    assertThatThrownBy(() -> Statement.parse(path, List.of()))
        .hasMessageContaining("too many nesting elements");
  }

  @Test
  void aLongListOfConditionsIsNoDeepOne() {
    String long1 = "SELECT * FROM tab WHERE v = 1" + " OR v = 1".repeat(900);
    assertThat(Statement.parse(long1, List.of())).isInstanceOf(Statement.Select.class);
  }
}
