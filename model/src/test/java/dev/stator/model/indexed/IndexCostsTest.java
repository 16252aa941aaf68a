package dev.stator.model.indexed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.PrimaryKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexCostsTest {
  private static final KeySchema TABLE = new KeySchema(new KeyAttribute("p", ScalarType.S), null);
  private static final IndexDefinition INDEX =
      new IndexDefinition(
          "by-a",
          new IndexKeys(List.of(new KeyAttribute("a", ScalarType.S)), List.of()),
          new Projection(Projection.Type.INCLUDE, List.of("x")));

  /** Items as the key a, the size of the projected x, the size of y, which is not in the index. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, 0",
        "-, k 10 10, 1",
        "-, k 2000 10, 2",
        "k 2000 10, -, 2",
        "k 10 10, k 10 10, 0",
        "k 10 10, k 10 5000, 0",
        "k 10 10, k 2000 10, 2",
        "k 2000 10, k 10 10, 2",
        "k 2000 10, other 10 10, 3",
        "k 10 10, none 10 10, 1",
        "none 10 10, none 20 20, 0",
        "none 10 10, k 10 10, 1"
      })
  void unitsOfOneIndex(@Nullable String before, @Nullable String after, int units) {
    PrimaryKey key = new PrimaryKey(new AttributeValue.S("p"), null);
    assertThat(IndexCosts.units(TABLE, INDEX, key, item(before), item(after))).isEqualTo(units);
  }

  private static @Nullable ItemView item(@Nullable String spec) {
    if (spec == null) {
      return null;
    }
    String[] parts = spec.split(" ", -1);
    Map<String, AttributeValue> attributes = new TreeMap<>();
    attributes.put("p", new AttributeValue.S("p"));
    if (!parts[0].equals("none")) {
      attributes.put("a", new AttributeValue.S(parts[0]));
    }
    attributes.put("x", new AttributeValue.S("x".repeat(Integer.parseInt(parts[1]))));
    attributes.put("y", new AttributeValue.S("y".repeat(Integer.parseInt(parts[2]))));
    return new ItemView(ItemCodec.encode(new Item(attributes)));
  }
}
