package dev.stator.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemLimitsTest {
  @Test
  void anItemIsAtMost400KilobytesWithItsNames() {
    Item largest = new Item(Map.of("ab", new AttributeValue.S("x".repeat(409_598))));
    Item larger = new Item(Map.of("ab", new AttributeValue.S("x".repeat(409_599))));
    assertThat(ItemLimits.checkPut(largest)).isEqualTo(409_600);
    assertThat(ItemLimits.checkUpdate(largest)).isEqualTo(409_600);
    assertThatThrownBy(() -> ItemLimits.checkPut(larger))
        .isInstanceOf(ApiException.class)
        .hasMessage("Item size has exceeded the maximum allowed size");
    assertThatThrownBy(() -> ItemLimits.checkUpdate(larger))
        .isInstanceOf(ApiException.class)
        .hasMessage("Item size to update has exceeded the maximum allowed size");
  }

  @Test
  void aValueIsAtMost32LevelsDeep() {
    ItemLimits.checkNesting(nested(31));
    Item tooDeep = new Item(Map.of("a", nested(32)));
    assertThatThrownBy(() -> ItemLimits.checkPut(tooDeep))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested"
                + " levels beyond supported limit");
  }

  /** A text in so many maps and lists. */
  private static AttributeValue nested(int times) {
    AttributeValue value = new AttributeValue.S("leaf");
    for (int i = 0; i < times; i++) {
      value =
          i % 2 == 0
              ? new AttributeValue.L(List.of(value))
              : new AttributeValue.M(Map.of("n", value));
    }
    return value;
  }
}
