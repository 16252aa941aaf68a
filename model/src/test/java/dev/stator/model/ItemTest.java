package dev.stator.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ItemTest {
  private static final AttributeValue ONE = new AttributeValue.N(DynamoNumber.ONE);
  private static final AttributeValue TEXT = new AttributeValue.S("x");

  @Test
  void changesLeaveTheItemAndTheOrderAlone() {
    Item item = Item.EMPTY.with("b", ONE).with("a", TEXT).with("c", TEXT);
    Item changed = item.with("b", TEXT);
    assertThat(changed.attributes().keySet()).containsExactly("b", "a", "c");
    assertThat(changed.get("b")).isEqualTo(TEXT);
    assertThat(item.get("b")).isEqualTo(ONE);
    assertThat(item.without("a").attributes().keySet()).containsExactly("b", "c");
    assertThat(item.without("none")).isSameAs(item);
    assertThat(item.project(List.of("c", "none", "b")).attributes().keySet())
        .containsExactly("c", "b");
  }

  @Test
  void aKeySchemaKnowsItsAttributes() {
    KeyAttribute partition = new KeyAttribute("p", ScalarType.S);
    KeySchema one = new KeySchema(partition, null);
    KeySchema two = new KeySchema(partition, new KeyAttribute("s", ScalarType.N));
    assertThat(one.names()).containsExactly("p");
    assertThat(two.names()).containsExactly("p", "s");
    assertThat(one.size()).isEqualTo(1);
    assertThat(two.size()).isEqualTo(2);
    assertThat(two.contains("s")).isTrue();
    assertThat(one.contains("s")).isFalse();
    assertThat(one.hasSortKey()).isFalse();
    assertThat(two.hasSortKey()).isTrue();
  }
}
