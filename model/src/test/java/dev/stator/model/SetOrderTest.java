package dev.stator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.UpdateExpression;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sets come back in the service's order, however they were sent or made. */
class SetOrderTest {
  @Test
  void textsByTheirBytes() {
    // The last is above U+FFFF: in UTF-16 it would come before the one in front of it.
    assertThat(texts("b", "", "\uD83D\uDE00", "\uFF01", "a", "B", "ab").value())
        .containsExactly("", "B", "a", "ab", "b", "\uFF01", "\uD83D\uDE00");
  }

  @Test
  void numbersByValue() {
    assertThat(numbers("10", "-1", "9", "0.5", "1e20").value().stream().map(Object::toString))
        .containsExactly("-1", "0.5", "9", "10", "100000000000000000000");
  }

  @Test
  void bytesAsUnsigned() {
    Set<Binary> bytes = new LinkedHashSet<>();
    bytes.add(new Binary(new byte[] {-1}));
    bytes.add(new Binary(new byte[] {1, 0}));
    bytes.add(new Binary(new byte[] {1}));
    assertThat(new AttributeValue.BS(bytes).value())
        .containsExactly(
            new Binary(new byte[] {1}), new Binary(new byte[] {1, 0}), new Binary(new byte[] {-1}));
  }

  @Test
  void afterAnUpdateToo() {
    Item item = Item.EMPTY.with("s", texts("m", "z"));
    Item updated =
        UpdateExpression.parse(
                "ADD s :s", ExpressionAttributes.of(null, Map.of(":s", texts("a", "n"))))
            .apply(item)
            .newItem();
    assertThat(((AttributeValue.SS) updated.attributes().get("s")).value())
        .containsExactly("a", "m", "n", "z");
  }

  private static AttributeValue.SS texts(String... texts) {
    return new AttributeValue.SS(new LinkedHashSet<>(List.of(texts)));
  }

  private static AttributeValue.NS numbers(String... digits) {
    Set<DynamoNumber> numbers = new LinkedHashSet<>();
    for (String text : digits) {
      numbers.add(DynamoNumber.parse(text));
    }
    return new AttributeValue.NS(numbers);
  }
}
