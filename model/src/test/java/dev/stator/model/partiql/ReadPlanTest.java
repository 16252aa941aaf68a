package dev.stator.model.partiql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.IndexCondition;
import dev.stator.model.expression.KeyCondition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.SortCondition;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadPlanTest {
  private static final KeySchema HASH = new KeySchema(new KeyAttribute("p", ScalarType.S), null);
  private static final KeySchema RANGE =
      new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.N));

  private static final IndexKeys SEVERAL =
      new IndexKeys(
          List.of(new KeyAttribute("p", ScalarType.S), new KeyAttribute("q", ScalarType.S)),
          List.of(new KeyAttribute("s", ScalarType.N), new KeyAttribute("t", ScalarType.N)));

  @Test
  void aWholeKeyIsAGet() {
    assertThat(plan("p = 'a'", HASH)).isEqualTo(new ReadPlan.Get(target("a", null, null)));
    assertThat(plan("1 = s AND 'a' = p", RANGE)).isEqualTo(new ReadPlan.Get(target("a", 1, null)));
    assertThat(plan("p = 'a' AND v = 2 AND s = 1 AND s > 0", RANGE))
        .isEqualTo(new ReadPlan.Get(target("a", 1, "v = 2 AND s > 0")));
    assertThat(plan("p = 'a' AND p = 'b'", HASH))
        .isEqualTo(new ReadPlan.Get(target("a", null, "p = 'b'")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          p = 'a' | |
          p = 'a' AND s < 2 AND v = 1 | < | v = 1
          p = 'a' AND 2 >= s | <= |
          p = 'a' AND s > 2 AND s < 9 | > | s < 9
          p = 'a' AND s >= 2 | >= |
          p = 'a' AND s BETWEEN 2 AND 3 | between |
          p = 'a' AND s <> 2 | | s <> 2
          p = 'a' AND (s = 2 OR s = 3) | | s = 2 OR s = 3
          p = 'a' AND s = t | | s = t
          """)
  void aPartitionKeyIsAQuery(String where, String sort, String filter) {
    ReadPlan.Queries queries = (ReadPlan.Queries) plan(where, RANGE);
    assertThat(queries.conditions())
        .containsExactly(IndexCondition.of(new KeyCondition(text("a"), sort(sort))));
    assertThat(queries.filter()).isEqualTo(condition(filter));
  }

  @Test
  void severalPartitionKeysAreReadInTheirOrder() {
    ReadPlan.Queries queries = (ReadPlan.Queries) plan("p IN ('b', 'a', 'b') AND s > 2", RANGE);
    assertThat(queries.conditions())
        .extracting(IndexCondition::partition)
        .containsExactly(List.of(text("a")), List.of(text("b")));
    assertThat(queries.filter()).isNull();
    ReadPlan.Queries descending =
        (ReadPlan.Queries)
            ReadPlan.of(
                (Statement.Select)
                    Statement.parse(
                        "SELECT * FROM tab WHERE p IN ('a', 'b') ORDER BY p DESC, s DESC",
                        List.of()),
                RANGE);
    assertThat(descending.conditions())
        .extracting(IndexCondition::partition)
        .containsExactly(List.of(text("b")), List.of(text("a")));
    assertThat(descending.reverse()).isTrue();
    String many =
        IntStream.range(0, 51).mapToObj(i -> "'" + i + "'").collect(Collectors.joining(","));
    assertThatThrownBy(() -> plan("p IN (" + many + ")", HASH))
        .hasMessage("Too many decomposed read operations for a given query.");
  }

  @Test
  void keysOfAnIndexAreNeverAGet() {
    IndexKeys pair = IndexKeys.of(RANGE);
    assertThat(ReadPlan.of(select("SELECT * FROM tab.ind WHERE p = 'a' AND s = 1"), pair))
        .isEqualTo(
            new ReadPlan.Queries(
                List.of(
                    new IndexCondition(
                        List.of(text("a")), List.of(), new SortCondition.Equal(number(1)))),
                false,
                null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          q = 'b' AND p = 'a' | 0 | |
          p = 'a' AND q = 'b' AND s = 1 AND t > 2 | 1 | > |
          p = 'a' AND q = 'b' AND s > 2 AND t = 1 | 0 | > | t = 1
          p = 'a' AND q = 'b' AND t > 2 | 0 | | t > 2
          """)
  void keysOfSeveralAttributes(String where, int equal, String next, String filter) {
    ReadPlan.Queries queries =
        (ReadPlan.Queries) ReadPlan.of(select("SELECT * FROM tab.ind WHERE " + where), SEVERAL);
    assertThat(queries.conditions())
        .containsExactly(
            new IndexCondition(
                List.of(text("a"), text("b")),
                equal == 0 ? List.of() : List.of(number(1)),
                sort(next)));
    assertThat(queries.filter()).isEqualTo(condition(filter));
  }

  @Test
  void anIndexIsScannedWhenAPartitionKeyIsNotSaid() {
    for (String where : List.of("p = 'a'", "p = 'a' AND s = 1", "p IN ('a') AND q = 'b'")) {
      assertThat(ReadPlan.of(select("SELECT * FROM tab.ind WHERE " + where), SEVERAL))
          .isEqualTo(new ReadPlan.Scan(condition(where)));
    }
  }

  @Test
  void allElseIsAScan() {
    for (String where :
        List.of(
            "p > 'a'",
            "NOT p = 'a'",
            "p = 'a' OR p = 'b'",
            "p = q",
            "s = 1",
            "v = 1",
            "p IN (q)",
            "begins_with(p, 'a')")) {
      assertThat(plan(where, RANGE)).isEqualTo(new ReadPlan.Scan(condition(where)));
    }
    assertThat(ReadPlan.of(select("SELECT * FROM tab"), RANGE)).isEqualTo(new ReadPlan.Scan(null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          WHERE p = 1 | Key attribute's data type should match its data type in table's schema: Key p
          WHERE p = 'a' AND s = 'x' | Key attribute's data type should match its data type in table's schema: Key s
          WHERE p IN ('a', 1) | Key attribute's data type should match its data type in table's schema: Key p
          WHERE p = '' AND s = 1 | cannot contain an empty string value. Key: p
          WHERE p = '' | cannot contain an empty string value. Key: p
          WHERE p.x = 'a' | Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: p
          WHERE v = 1 OR s[0] = 1 | Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: s
          ORDER BY p | Must have WHERE clause in the statement when using ORDER BY clause.
          WHERE s = 1 ORDER BY s | Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.
          WHERE p = 'a' ORDER BY v | Variable reference v in ORDER BY clause must be part of the primary key
          WHERE p IN ('a', 'b') ORDER BY s | Must have hash key in ORDER BY clause when more than one hash key condition
          """)
  void refused(String clauses, String message) {
    assertThatThrownBy(() -> ReadPlan.of(select("SELECT * FROM tab " + clauses), RANGE))
        .hasMessageContaining(message);
  }

  @Test
  void aWriteNamesOneItem() {
    assertThat(written("p = 'a' AND s = 1 AND v = 2")).isEqualTo(target("a", 1, "v = 2"));
    for (String where :
        List.of(
            "v = 1",
            "p = 'a'",
            "p = 'a' AND s > 1",
            "p IN ('a') AND s = 1",
            "p = 'a' OR s = 1",
            "NOT p = 'a'")) {
      assertThatThrownBy(() -> written(where))
          .hasMessage("Where clause does not contain a mandatory equality on all key attributes");
    }
    assertThatThrownBy(() -> written("p = 'a' AND s = 1 AND s = 1"))
        .hasMessage(
            "Multiple conditions on same key s. Only single item Update/Insert/Delete are"
                + " supported");
    assertThatThrownBy(() -> ItemTarget.ofItem(Map.of("p", text("a")), RANGE))
        .hasMessage("Key attribute should be present in the item: Key s");
    assertThatThrownBy(() -> ItemTarget.ofItem(Map.of("p", text("a"), "s", text("a")), RANGE))
        .hasMessage(
            "Key attribute's data type should match its data type in table's schema: Key s");
  }

  private static ItemTarget written(String where) {
    Statement.Delete delete =
        (Statement.Delete) Statement.parse("DELETE FROM tab WHERE " + where, List.of());
    return ItemTarget.of(delete.where(), RANGE);
  }

  private static ItemTarget target(String p, Integer s, String rest) {
    return new ItemTarget(new PrimaryKey(text(p), s == null ? null : number(s)), condition(rest));
  }

  private static ReadPlan plan(String where, KeySchema schema) {
    return ReadPlan.of(select("SELECT * FROM tab WHERE " + where), schema);
  }

  private static Statement.Select select(String text) {
    return (Statement.Select) Statement.parse(text, List.of());
  }

  private static ConditionExpression condition(String where) {
    if (where == null) {
      return null;
    }
    return new ConditionExpression(
        java.util.Objects.requireNonNull(select("SELECT * FROM tab WHERE " + where).where()));
  }

  private static SortCondition sort(String operator) {
    return switch (operator == null ? "" : operator) {
      case "<" -> new SortCondition.Less(number(2));
      case "<=" -> new SortCondition.LessOrEqual(number(2));
      case ">" -> new SortCondition.Greater(number(2));
      case ">=" -> new SortCondition.GreaterOrEqual(number(2));
      case "between" -> new SortCondition.Between(number(2), number(3));
      default -> SortCondition.All.ALL;
    };
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }

  private static AttributeValue number(int value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }
}
