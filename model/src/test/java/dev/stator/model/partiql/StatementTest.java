package dev.stator.model.partiql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.PathStep;
import dev.stator.model.expression.UpdateExpression;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a statement says is what expressions say, and what is none is refused in its words. */
class StatementTest {
  private static final Map<String, AttributeValue> VALUES =
      Map.of(
          ":a",
          text("a"),
          ":b",
          text("b"),
          ":1",
          number("1"),
          ":2",
          number("-2.5"),
          ":t",
          new AttributeValue.Bool(true),
          ":n",
          AttributeValue.Null.NULL,
          ":S",
          text("S"),
          ":l",
          new AttributeValue.L(List.of(number("1"), text("a"))),
          ":m",
          new AttributeValue.M(Map.of("k", number("1"))),
          ":ss",
          new AttributeValue.SS(Set.of("a", "b")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          q = 'a' | q = :a
          "q" <> 'a' | q <> :a
          q != 'a' | q <> :a
          'a' >= q | :a >= q
          q < r | q < r
          q = 1.0 | q = :1
          q = -2.5 | q = :2
          q = -25e-1 | q = :2
          q = +.1E1 | q = :1
          q = TRUE | q = :t
          q = null | q = :n
          q = [1, 'a'] | q = :l
          q = {'k': 1} | q = :m
          q = <<'b', 'a'>> | q = :ss
          q.k[2].x = 'a' | q.k[2].x = :a
          q['k'] = 'a' | q.k = :a
          NOT q = 'a' AND r = 'b' OR s = 1 | NOT q = :a AND r = :b OR s = :1
          q = 'a' AND (r = 'b' OR NOT NOT s = 1) | q = :a AND (r = :b OR NOT NOT s = :1)
          q BETWEEN -2.5 AND 1 AND r = 'a' | q BETWEEN :2 AND :1 AND r = :a
          q NOT BETWEEN -2.5 AND 1 | NOT q BETWEEN :2 AND :1
          q IN ('a') | q IN (:a)
          q IN ['a', r, 1] | q IN (:a, r, :1)
          q NOT IN <<'a', 'b'>> | NOT q IN (:a, :b)
          q IS MISSING | attribute_not_exists(q)
          q IS NOT MISSING | NOT attribute_not_exists(q)
          q.k IS STRING | attribute_type(q.k, :S)
          Begins_With(q, 'a') | begins_with(q, :a)
          contains("q", r) | contains(q, r)
          attribute_exists(q) | attribute_exists(q)
          attribute_not_exists(q) | attribute_not_exists(q)
          attribute_type(q, 'S') | attribute_type(q, :S)
          size(q) > size(r) | size(q) > size(r)
          q = 'a' /* no; -- end */ -- nothing | q = :a
          """)
  void whereIsACondition(String where, String expression) {
    ConditionExpression expected =
        ConditionExpression.parse(
            ExpressionKind.CONDITION, expression, ExpressionAttributes.of(null, VALUES));
    assertThat(select("SELECT * FROM tab WHERE " + where).where()).isEqualTo(expected.root());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SET q = 'a' | SET q = :a
          SET q = r + 1, r = 1 - q.k SET s[0] = q REMOVE t.x REMOVE u | SET q = r + :1, r = :1 - q.k, s[0] = q REMOVE t.x, u
          SET q = list_append(q, [1, 'a']) | SET q = list_append(q, :l)
          SET q = if_not_exists(r, 1) | SET q = if_not_exists(r, :1)
          SET q = set_add(q, <<'a','b'>>) | ADD q :ss
          SET q.k = set_delete(q.k, <<'a','b'>>) | DELETE q.k :ss
          """)
  void setIsAnUpdate(String actions, String expression) {
    UpdateExpression expected =
        UpdateExpression.parse(expression, ExpressionAttributes.of(null, VALUES));
    Statement.Update update = (Statement.Update) parse("UPDATE tab " + actions + " WHERE p = 'x'");
    assertThat(update.update().actions()).isEqualTo(expected.actions());
    Statement.Update from = (Statement.Update) parse("FROM tab WHERE p = 'x' " + actions);
    assertThat(from.update().actions()).isEqualTo(expected.actions());
  }

  @Test
  void parametersStandForValues() {
    Statement.Insert insert =
        (Statement.Insert)
            Statement.parse(
                "INSERT INTO \"tab.x-1\" VALUE {'p': ?, 'l': [?, {'k': ?}], 's': <<?, ?>>, '?': '?'}",
                List.of(
                    text("1"),
                    new AttributeValue.SS(Set.of("x")),
                    number("3"),
                    binary(1),
                    binary(2)));
    assertThat(insert.table()).isEqualTo("tab.x-1");
    assertThat(insert.item())
        .isEqualTo(
            new Item(
                Map.of(
                    "p",
                    text("1"),
                    "l",
                    new AttributeValue.L(
                        List.of(
                            new AttributeValue.SS(Set.of("x")),
                            new AttributeValue.M(Map.of("k", number("3"))))),
                    "s",
                    new AttributeValue.BS(
                        Set.of(new Binary(new byte[] {1}), new Binary(new byte[] {2}))),
                    "?",
                    text("?"))));
    assertThatThrownBy(() -> Statement.parse("SELECT * FROM tab WHERE p = ?", List.of()))
        .hasMessage("Number of parameters in request and statement don't match.");
  }

  @Test
  void theRestOfAStatement() {
    Statement.Select select =
        select(
            "select \"select\", m.k, l[1], a.b[0] from tab.idx where p='it''s' order by p, s desc;");
    assertThat(select.table()).isEqualTo("tab");
    assertThat(select.index()).isEqualTo("idx");
    assertThat(select.projection())
        .containsExactly(
            DocumentPath.of("select"),
            new DocumentPath("m", List.of(new PathStep.Attribute("k"))),
            new DocumentPath("l", List.of(new PathStep.Index(1))),
            new DocumentPath("a", List.of(new PathStep.Attribute("b"), new PathStep.Index(0))));
    assertThat(select.order())
        .containsExactly(new Statement.Order("p", false), new Statement.Order("s", true));
    assertThat(select("SELECT * FROM tab").where()).isNull();
    assertThat(
            ((Statement.Delete) parse("DELETE FROM tab WHERE p='a' RETURNING ALL OLD *"))
                .returnsOld())
        .isTrue();
    assertThat(
            ((Statement.Update) parse("UPDATE tab SET a=1 RETURNING MODIFIED NEW *")).returning())
        .isEqualTo(Statement.Returning.MODIFIED_NEW);
    assertThat(parse("EXISTS(SELECT * FROM tab WHERE p = 1)"))
        .isInstanceOfSatisfying(
            Statement.Exists.class, exists -> assertThat(exists.table()).isEqualTo("tab"));
  }

  @Test
  void aProjectionIsFlat() {
    Item item =
        new Item(
            Map.of(
                "m", new AttributeValue.M(Map.of("k", number("1"))),
                "l", new AttributeValue.L(List.of(text("x"), text("y")))));
    List<DocumentPath> paths = select("SELECT m.k, l[1], l[7], q FROM tab").projection();
    assertThat(paths).isNotNull();
    assertThat(Projected.of(item, paths).attributes())
        .isEqualTo(Map.of("k", number("1"), "l[1]", text("y")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT * FROM tab WHERE p = 1 foo | Statement wasn't well formed, can't be processed: Unexpected token after expression
          SELECT * FROM tab WHERE p = 1 e5 | Unexpected token after expression
          SELECT * FROM tab WHERE p = 1) | Unexpected token after expression
          SELECT * FROM tab; SELECT * FROM tab | Unexpected token after expression
          DELETE FROM tab WHERE p = 1 ORDER BY p | Unexpected token after expression
          SELECT * FROM tab ORDER BY p WHERE p = 1 | Unexpected token after expression
          INSERT INTO tab t VALUE {'p': 1} | Unexpected token after expression
          SLECT * FROM tab | can't be processed: Expected data manipulation
          `-- nothing` | can't be processed: Expected data manipulation
          SELECT * FROM tab WHERE key = 1 | can't be processed: Unexpected keyword
          SELECT * FROM tab WHERE m.inner = 1 | can't be processed: Invalid path dot component
          SELECT * FROM tab WHERE p = 1e2147483648 | can't be processed:
          SELECT * FROM tab WHERE p = 1.5e-2147483647 | can't be processed:
          SELECT * FROM tab WHERE p = 1 # note | can't be processed:
          SELECT * FROM tab WHERE p = 1 /* note | can't be processed:
          SELECT * FROM tab WHERE p = 'x | can't be processed:
          SELECT * FROM tab t WHERE p = 1 | Aliasing is not supported
          SELECT a AS b FROM tab | Aliasing is not supported
          UPDATE tab t SET a = 3 WHERE p = 1 | Aliasing is not supported
          SELECT * FROM tab, bat | Only select from a single table or index is supported.
          SELECT * FROM tab JOIN bat | Only select from a single table or index is supported.
          SELECT * FROM "" | Path component cannot be an empty string
          SELECT * FROM tab."" | Path component cannot be an empty string
          SELECT * FROM 'tab' | Unexpected from source
          SELECT * FROM a.b.c | A path may contain at most 2 components in the FROM clause
          SELECT * FROM ab | Table name should be within the length [3, 255]
          INSERT INTO tab.idx VALUE {'p': 1} | FROM clause may only contain a single table name in data manipulation statements
          UPDATE tab.idx SET a = 1 WHERE p = 1 | This operation is not supported on an index
          DELETE FROM tab.idx WHERE p = 1 | This operation is not supported on an index
          SELECT *, a FROM tab | Other attributes should not be present in the projection when '*' is used.
          SELECT a, a FROM tab | Duplicate identifiers in select clause: a
          SELECT a.b, b FROM tab | Duplicate identifiers in select clause: b
          SELECT a.b, a.b.c FROM tab | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, b, c]
          SELECT COUNT(*) FROM tab | Unexpected path component at 1:8:5
          SELECT DISTINCT a FROM tab | Unsupported token in expression: DISTINCT
          SELECT VALUE a FROM tab | Select projection doesn't support value or pivot keywords
          SELECT * FROM tab GROUP BY a | Unsupported clause: GROUP BY
          SELECT * FROM tab LIMIT 1 | Unsupported clause: LIMIT at 1:25:1
          SELECT * FROM tab WHERE a | WHERE clause must contain an expression that resolves to a boolean
          SELECT * FROM tab WHERE a = 1 AND 2 | The arguments to AND/OR must be Expressions
          SELECT * FROM tab WHERE NOT a | The argument to NOT must be a Type or Expression
          SELECT * FROM tab WHERE a = MISSING | MISSING must be compared using IS operator
          SELECT * FROM tab WHERE a IN 4 | IN operator must have a left hand argument
          SELECT * FROM tab WHERE a IN [] | IN operator must have a left hand argument
          SELECT * FROM tab WHERE a IS INT | Unsupported data type for IS operator: INTEGER. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:27:2
          SELECT * FROM tab WHERE a LIKE 'x%' | Unsupported operator in Condition Expression. Operator: like
          SELECT * FROM tab WHERE a + 1 = 2 | Unsupported operator in Condition Expression. Operator: +
          SELECT * FROM tab WHERE foo(a) | Unrecognized function: foo at 1:25:3
          SELECT * FROM tab WHERE EXISTS(a) | Unrecognized function: exists at 1:25:6
          SELECT * FROM tab WHERE set_add(a, <<'x'>>) = a | Unrecognized function: set_add at 1:25:7
          SELECT * FROM tab WHERE EXISTS(SELECT * FROM tab) | Unsupported token in expression: SELECT at 1:32:6
          SELECT * FROM tab WHERE size(a) | WHERE clause must contain an expression
          SELECT * FROM tab WHERE attribute_exists('a') | Operator or function requires a document path; operator or function: attribute_exists
          SELECT * FROM tab WHERE attribute_exists() | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0
          SELECT * FROM tab WHERE a < true | Incorrect operand type for operator or function; operator or function: <, operand type: BOOL
          SELECT * FROM tab WHERE a BETWEEN 2 AND 1 | The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}
          SELECT * FROM tab WHERE p = 1e126 | Number overflow. Attempting to store a number with magnitude larger than supported range under root
          INSERT INTO tab VALUE {'p': 1, 'm': {'x': 1e126}} | larger than supported range under root.x
          INSERT INTO tab VALUE {'p': 1, 'l': [1, 1e-131]} | smaller than supported range under root[1]
          INSERT INTO tab VALUE {'p': 123456789012345678901234567890123456789} | Attempting to store more than 38 significant digits in a Number under root
          INSERT INTO tab VALUE {'p': 1, 'p': 2} | Duplicate keys in tuple. Key: p under root at 1:32:3
          INSERT INTO tab VALUE {p: 1} | Tuple keys must be of type String. Actual type: VariableReference under root at 1:24:1
          INSERT INTO tab VALUE {'p': a} | Unsupported data type: a under key root at 1:29:1
          INSERT INTO tab VALUE {'p': 1, 's': set_add(<<'a'>>, <<'b'>>)} | Unsupported data type: set_add under key root at 1:37:7
          INSERT INTO tab VALUE {'p': <<>>} | Empty bags are not supported
          INSERT INTO tab VALUE {'p': <<'a', 1>>} | Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags at 1:36:1
          INSERT INTO tab VALUE {'p': <<'x', 'x'>>} | One or more parameter values were invalid: Input collection [x, x] contains duplicates.
          INSERT INTO tab VALUE {'p': <<1, 1.0>>} | Input collection contains duplicates
          INSERT INTO tab VALUE 'x' | Unsupported format in item expression. Please use struct format {...} to express item values for insert statement. at 1:23:3
          INSERT INTO tab << {'p': 1} >> | Inserting multiple items in a single statement is not supported
          INSERT INTO tab VALUE {'p': 1} RETURNING ALL OLD * | RETURNING is not supported in INSERT
          UPDATE tab SET a = b * 2 WHERE p = 1 | Unsupported operator in Update Expression. Operator: *
          UPDATE tab SET a = size(b) WHERE p = 1 | The function is not allowed in an update expression; function: size
          UPDATE tab SET a = 1, a.b = 2 WHERE p = 1 | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]
          UPDATE tab SET t = set_add(s, <<'x'>>) WHERE p = 1 | The first argument to SET_ADD must equal the assignment value at 1:20:7
          UPDATE tab SET s = set_add(s, 'x') WHERE p = 1 | The second argument to SET_ADD must be a value with type SET at 1:28:1
          UPDATE tab SET s = set_delete(s) WHERE p = 1 | SET_DELETE must have exactly two arguments at 1:20:10
          UPDATE tab REMOVE a, b WHERE p = 1 | Unexpected token after expression
          DELETE FROM tab WHERE p = 1 RETURNING MODIFIED OLD * | Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.
          UPDATE tab SET a = 1 RETURNING ALL NEW a | Expected '*' after ( MODIFIED
          UPDATE tab SET a = 1 RETURNING ALL NEW *, ALL OLD * | Invalid syntax with multiple returning elements in RETURNING clause
          DROP TABLE tab | Unsupported operation: DropTable
          """)
  void refused(String statement, String message) {
    assertThatThrownBy(() -> parse(statement))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining(message);
  }

  @Test
  void positionsCountLines() {
    assertThatThrownBy(() -> parse("SELECT *\n  FROM tab /* a\n b */ WHERE foo(a)"))
        .hasMessage("Unrecognized function: foo at 3:13:3");
  }

  private static Statement parse(String text) {
    return Statement.parse(text, List.of());
  }

  private static Statement.Select select(String text) {
    return (Statement.Select) parse(text);
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }

  private static AttributeValue number(String value) {
    return new AttributeValue.N(DynamoNumber.parse(value));
  }

  private static AttributeValue binary(int value) {
    return new AttributeValue.B(new Binary(new byte[] {(byte) value}));
  }
}
