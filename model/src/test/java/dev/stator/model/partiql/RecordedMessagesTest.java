package dev.stator.model.partiql;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the service was recorded to answer to statements that are none, by the suite
 * github.com/nubo-db/dynamodb-conformance (tests of exact messages of PartiQL, October 2026).
 */
class RecordedMessagesTest {
  private static final String NOT_WELL_FORMED =
      "Statement wasn't well formed, can't be processed: ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT * FROM "tbl" WHERE pk = 1 foo | Unexpected token after expression
          SELECT * FROM "tbl" WHERE pk = 1 e5 | Unexpected token after expression
          INSERT INTO "tbl" VALUE {'pk': 1} foo | Unexpected token after expression
          UPDATE "tbl" SET a = 9 WHERE pk = 1 foo | Unexpected token after expression
          DELETE FROM "tbl" WHERE pk = 1 foo | Unexpected token after expression
          SELECT * FROM "tbl" WHERE pk = 1) | Unexpected token after expression
          DELETE FROM "tbl" WHERE pk = 1 ORDER BY pk | Unexpected token after expression
          SELECT * FROM "tbl" ORDER BY pk WHERE pk = 1 | Unexpected token after expression
          INSERT INTO "tbl" t VALUE {'pk': 'x'} | Unexpected token after expression
          FROM "tbl" SET c = 1 WHERE pk = 'x' | Unexpected token after expression
          FROM "tbl" SET c = 1 WHERE pk = 'x' SET d = 2 | Unexpected token after expression
          SELECT * FROM "tbl" WHERE pk = 1e2147483648 | ``
          SELECT * FROM "tbl" WHERE pk = 1e99999999999 | ``
          SELECT * FROM "tbl" WHERE pk = 1.5e-2147483647 | ``
          SELECT * FROM "tbl" WHERE pk = 1 # note | ``
          SELECT * FROM "tbl" WHERE pk = 1 /* note | ``
          SELECT * FROM "tbl" WHERE | Unexpected term
          SELECT * FROM "tbl" WHERE; | Unexpected term
          SELECT pk FROM "tbl" WHERE | Unexpected term
          UPDATE "tbl" SET a = 1 WHERE | Unexpected term
          DELETE FROM "tbl" WHERE | Unexpected term
          SELECT * FROM "tbl" WHERE NOT | Unexpected term
          SELECT * FROM "tbl" WHERE ( | Unexpected term
          SELECT * FROM "tbl" WHERE pk = 'p1' AND | Missing right-hand side expression of infix operator
          SELECT * FROM "tbl" WHERE pk = 'p1' OR | Missing right-hand side expression of infix operator
          SELECT * FROM "tbl" WHERE ORDER BY pk | Unexpected keyword
          SELECT * FROM "tbl" WHERE pk = 'a' AND x IS FOO | Expected type name
          SELECT * FROM "tbl" WHERE IS NULL | Unexpected operator
          SELECT * FROM "tbl" WHERE pk = LIKE | Unexpected operator
          DELETE FROM | Expected identifier for simple path
          DELETE FROM; | Expected identifier for simple path
          DELETE FROM WHERE pk = 'a' | Expected identifier for simple path
          SELECT * FROM | Unexpected term
          SLECT * FROM "tbl" WHERE pk = 'a' | Expected data manipulation
          SELECT * FROM "tbl" WHERE attribute_exists(m.inner) | Invalid path dot component
          UPDATE "tbl" SET m.inner = set_add(m.inner, <<'y'>>) WHERE pk = 'a' | Invalid path dot component
          """)
  void statementsThatCannotBeRead(String statement, String detail) {
    refused(statement, NOT_WELL_FORMED + detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT * FROM "tbl" t WHERE pk = 'x' | Aliasing is not supported
          SELECT * FROM "tbl" AS t WHERE pk = 'x' | Aliasing is not supported
          UPDATE "tbl" t SET a = 3 WHERE pk = 'x' | Aliasing is not supported
          DELETE FROM "tbl" t WHERE pk = 'x' | Aliasing is not supported
          SELECT * FROM "tbl" WHERE pk = 1e126 | Number overflow. Attempting to store a number with magnitude larger than supported range under root
          SELECT * FROM "tbl" WHERE pk = 1e-131 | Number underflow. Attempting to store a number with magnitude smaller than supported range under root
          SELECT * FROM "tbl" WHERE pk = 123456789012345678901234567890123456789 | Attempting to store more than 38 significant digits in a Number under root
          UPDATE "tbl" SET a = 1e-131 WHERE pk = 1 | Number underflow. Attempting to store a number with magnitude smaller than supported range under root
          INSERT INTO "tbl" VALUE {'pk': 1, 'm': {'x': 1e126}} | Number overflow. Attempting to store a number with magnitude larger than supported range under root.x
          INSERT INTO "tbl" VALUE {'pk': 1, 'l': [1, 1e126]} | Number overflow. Attempting to store a number with magnitude larger than supported range under root[1]
          SELECT * FROM "tbl".i."e" WHERE pk = 'p' | A path may contain at most 2 components in the FROM clause
          SELECT * FROM "tbl"."" WHERE pk = 'p' | Path component cannot be an empty string
          SELECT * FROM "" WHERE pk = 'p' | Path component cannot be an empty string
          DELETE FROM "tbl" WHERE pk = 'x' RETURNING MODIFIED OLD * | Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.
          DELETE FROM "tbl" WHERE pk = 'x' RETURNING ALL NEW * | Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.
          SELECT * FROM "tbl" WHERE attribute_exists('ss') | Operator or function requires a document path; operator or function: attribute_exists
          SELECT * FROM "tbl" WHERE attribute_exists() | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0
          SELECT * FROM "tbl" WHERE attribute_exists(ss, ns) | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2
          SELECT attribute_exists(ss) FROM "tbl" WHERE pk = 'a' | Unexpected path component at 1:8:16
          SELECT * FROM "tbl" WHERE EXISTS(ss) | Unrecognized function: exists at 1:27:6
          UPDATE "tbl" SET t = set_add(ss, <<'x'>>) WHERE pk = 'a' | The first argument to SET_ADD must equal the assignment value at 1:22:7
          UPDATE "tbl" SET ss = set_add(<<'a'>>, <<'b'>>) WHERE pk = 'a' | The first argument to SET_ADD must equal the assignment value at 1:23:7
          UPDATE "tbl" SET ss = set_add(ss, 'x') WHERE pk = 'a' | The second argument to SET_ADD must be a value with type SET at 1:31:2
          UPDATE "tbl" SET ss = set_add(ss) WHERE pk = 'a' | SET_ADD must have exactly two arguments at 1:23:7
          UPDATE "tbl" SET ss = set_add(ss, <<'x', 'x'>>) WHERE pk = 'a' | One or more parameter values were invalid: Input collection [x, x] contains duplicates.
          UPDATE "tbl" SET ss = set_add(ss, <<>>) WHERE pk = 'a' | Empty bags are not supported
          SELECT * FROM "tbl" WHERE set_add(ss, <<'x'>>) = ss | Unrecognized function: set_add at 1:27:7
          INSERT INTO "tbl" VALUE {'pk': 'a', 'ss': set_add(<<'a'>>, <<'b'>>)} | Unsupported data type: set_add under key root at 1:43:7
          UPDATE "tbl" SET ss = set_delete(ss, 'a') WHERE pk = 'a' | The second argument to SET_DELETE must be a value with type SET at 1:34:2
          """)
  void statementsThatSayWhatCannotBe(String statement, String message) {
    refused(statement, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM tbl WHERE pk = 'a' AND x = ",
        "SELECT * FROM tbl WHERE x IN [1, ",
        "UPDATE tbl SET x = ",
        "UPDATE tbl SET x = list_append(x, ",
        "INSERT INTO tbl VALUE {'pk': 'a', 'x': "
      })
  void valuesNestedTooDeep(String before) {
    String after =
        before.contains("INSERT")
            ? "}"
            : before.contains("IN [")
                ? "]"
                : before.endsWith(", ")
                    ? ") WHERE pk = 'a'"
                    : before.startsWith("UPDATE") ? " WHERE pk = 'a'" : "";
    String deepest = "[".repeat(31) + "1" + "]".repeat(31);
    assertThatCode(() -> Statement.parse(before + deepest + after, List.of()))
        .doesNotThrowAnyException();
    refused(
        before + "[" + deepest + "]" + after,
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
            + " beyond supported limit");
  }

  private static void refused(String statement, String message) {
    assertThatThrownBy(() -> Statement.parse(statement, List.of()))
        .as(statement)
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }
}
