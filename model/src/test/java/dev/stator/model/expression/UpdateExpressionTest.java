package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.Item;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpdateExpressionTest {
  private static UpdateOutcome apply(String text) {
    return UpdateExpression.parse(text, Fixture.attributes(text)).apply(Fixture.ITEM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SET m.x = :n | {\"m\":{\"M\":{\"x\":{\"N\":\"1\"}}}} | {\"m\":{\"M\":{\"x\":{\"N\":\"5\"}}}}",
        "REMOVE m.x | {\"m\":{\"M\":{\"x\":{\"N\":\"1\"}}}} | {}",
        "SET m.q = :n | {} | {\"m\":{\"M\":{\"q\":{\"N\":\"5\"}}}}",
        "SET zz = :n | {} | {\"zz\":{\"N\":\"5\"}}",
        "SET l[0] = :n, l[3][1] = :s | {\"l\":{\"L\":[{\"N\":\"1\"},{\"L\":[{\"N\":\"8\"}]}]}}"
            + " | {\"l\":{\"L\":[{\"N\":\"5\"},{\"L\":[{\"S\":\"he\"}]}]}}",
        "SET l[9] = :n | {} | {}",
        "DELETE ss :ss ADD a :n | {\"a\":{\"N\":\"5\"},\"ss\":{\"SS\":[\"a\",\"b\"]}}"
            + " | {\"a\":{\"N\":\"10\"},\"ss\":{\"SS\":[\"b\"]}}",
        "REMOVE zz | {} | {}",
      })
  void updatedPartsBeforeAndAfter(String text, String before, String after) {
    UpdateOutcome outcome = apply(text);
    assertThat(Fixture.show(outcome.updatedOld())).isEqualTo(before);
    assertThat(Fixture.show(outcome.updatedNew())).isEqualTo(after);
  }

  @Test
  void aSetLeftEmptyGoes() {
    String text = "DELETE ss :x";
    UpdateOutcome outcome =
        UpdateExpression.parse(
                text, ExpressionAttributes.of(null, Fixture.map(":x", Fixture.ss("b", "zz", "a"))))
            .apply(Fixture.ITEM);
    assertThat(outcome.newItem().get("ss")).isNull();
    assertThat(outcome.updatedNew()).isEqualTo(Item.EMPTY);
    assertThat(Fixture.show(outcome.updatedOld())).isEqualTo("{\"ss\":{\"SS\":[\"a\",\"b\"]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REMOVE a | {}",
        "DELETE a :ss | {}",
        "ADD a :n | {\"a\":{\"N\":\"5\"}}",
        "ADD a :ss | {\"a\":{\"SS\":[\"a\"]}}",
        "SET a = if_not_exists(a.b, :n) | {\"a\":{\"N\":\"5\"}}",
        "SET a = b | The provided expression refers to an attribute that does not exist in the item",
        "SET a.b = :n | The document path provided in the update expression is invalid for update",
        "REMOVE a[0] | The document path provided in the update expression is invalid for update",
      })
  void onAnItemThatIsNew(String text, String expected) {
    assertThat(
            Fixture.outcome(() ->
                Fixture.show(
                    UpdateExpression.parse(text, Fixture.attributes(text))
                        .apply(Item.EMPTY)
                        .newItem())))
        .isEqualTo(expected);
  }

  @Test
  void theOldItemStays() {
    String before = Fixture.show(Fixture.ITEM);
    apply("SET m.x = :n, l[0] = :s, zz = :n REMOVE m.y, l[1], s ADD a :n DELETE ss :ss");
    assertThat(Fixture.show(Fixture.ITEM)).isEqualTo(before);
  }

  @Test
  void namesOfWhatIsWritten() {
    UpdateExpression update =
        UpdateExpression.parse("SET m.x = :n, m.q = a REMOVE l[0]", Fixture.attributes(":n"));
    assertThat(update.updatedNames()).containsExactly("m", "l");
    assertThat(update.updatedPaths().paths())
        .extracting(DocumentPath::toString)
        .containsExactly("[m, x]", "[m, q]", "[l, [0]]");
  }

  @Test
  void actionsCanBeBuiltWithoutAText() {
    UpdateExpression update =
        UpdateExpression.of(
            List.of(
                new UpdateAction.Set(
                    DocumentPath.of("a"),
                    new Operand.Sum(
                        new Operand.Path(DocumentPath.of("a")),
                        true,
                        new Operand.Literal(Fixture.n("7")))),
                new UpdateAction.Remove(DocumentPath.of("s"))));
    Item item = update.apply(Fixture.ITEM).newItem();
    assertThat(item.get("a")).isEqualTo(Fixture.n("-2"));
    assertThat(item.get("s")).isNull();
  }
}
