package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import org.junit.jupiter.api.Test;

final class ConditionExpressionTest {
  private static boolean holds(String text, Item item, Object... values) {
    return ConditionExpression.parse(
            ExpressionKind.CONDITION,
            text,
            ExpressionAttributes.of(null, values.length == 0 ? null : Fixture.map(values)))
        .test(item);
  }

  @Test
  void textsAreOrderedByTheirUtf8Bytes() {
    String emoji = new String(Character.toChars(0x1F600));
    Item item = Fixture.item("a", Fixture.s(emoji), "b", Fixture.s("\uFFFD"));
    assertThat(holds("a > b", item)).isTrue();
    assertThat(holds("b < a", item)).isTrue();
    assertThat(holds("a BETWEEN b AND :x", item, ":x", Fixture.s(emoji + "x"))).isTrue();
    assertThat(holds("b > :x", item, ":x", Fixture.s("\uD7FF"))).isTrue();
  }

  @Test
  void bytesAreUnsigned() {
    Item item = Fixture.item("a", Fixture.b(0xFF), "b", Fixture.b(0x7F, 1));
    assertThat(holds("a > b", item)).isTrue();
    assertThat(holds("contains(b, :x)", item, ":x", Fixture.b(1))).isTrue();
    assertThat(holds("contains(b, :x)", item, ":x", Fixture.b(2))).isFalse();
    assertThat(holds("begins_with(b, :x)", item, ":x", Fixture.b(0x7F))).isTrue();
    assertThat(holds("begins_with(b, :x)", item, ":x", Fixture.b(0x7F, 1, 2))).isFalse();
    assertThat(holds("size(b) = :x", item, ":x", Fixture.n("2"))).isTrue();
  }

  @Test
  void numbersCompareByValueAndSetsWithoutOrder() {
    Item item = Fixture.item("a", Fixture.n("10.0"), "b", Fixture.ns("1", "20"));
    assertThat(holds("a = :x", item, ":x", Fixture.n("1e1"))).isTrue();
    assertThat(holds("b = :x", item, ":x", Fixture.ns("20.00", "1.0"))).isTrue();
    assertThat(holds("contains(b, :x)", item, ":x", Fixture.n("2e1"))).isTrue();
    assertThat(holds("a IN (b, :x)", item, ":x", Fixture.n("10"))).isTrue();
  }

  @Test
  void nestedDocumentsAreEqualByContent() {
    AttributeValue one = Fixture.m("x", Fixture.l(Fixture.n("1"), Fixture.m()), "y", Fixture.s(""));
    AttributeValue two =
        Fixture.m("y", Fixture.s(""), "x", Fixture.l(Fixture.n("1.0"), Fixture.m()));
    assertThat(holds("a = :x", Fixture.item("a", one), ":x", two)).isTrue();
    assertThat(holds("a <> :x", Fixture.item("a", one), ":x", two)).isFalse();
  }

  @Test
  void namesItDependsOn() {
    String text = "size(a.b) > c[0] AND (NOT attribute_exists(d) OR e IN (:n, f)) AND a = :n";
    ConditionExpression condition =
        ConditionExpression.parse(ExpressionKind.FILTER, text, Fixture.attributes(text));
    assertThat(condition.topLevelNames()).containsExactly("a", "c", "d", "e", "f");
  }
}
