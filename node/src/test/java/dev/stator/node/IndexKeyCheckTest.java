package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.ScalarType;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said first of a key of an index that neither has the type nor is anything at all. */
class IndexKeyCheckTest {
  private static final PartitionTraits TRAITS =
      new PartitionTraits(
          1,
          "t",
          Writes.SCHEMA,
          List.of(
              new IndexDefinition(
                  "local",
                  new IndexKeys(
                      List.of(Writes.SCHEMA.partitionKey()),
                      List.of(new KeyAttribute("x", ScalarType.N))),
                  Projection.ALL)),
          List.of(),
          null,
          null);

  @ParameterizedTest
  @CsvSource({
    "SET x = :v, cannot contain an empty string value.",
    "SET x = y, update the secondary index key to unsupported type",
    ", Type mismatch for Index Key x Expected: N Actual: S IndexName: local"
  })
  void anEmptyTextForANumber(@Nullable String update, String message) {
    AttributeValue empty = new AttributeValue.S("");
    EncodedItem item = EncodedItem.of(new Item(Map.of("k", new AttributeValue.S("a"), "x", empty)));
    Mutation mutation =
        update == null
            ? new Mutation.Put(item)
            : new Mutation.Update(
                UpdateExpression.parse(
                    update,
                    ExpressionAttributes.of(
                        null, update.contains(":v") ? Map.of(":v", empty) : null)));
    ItemView after = item.view();
    assertThatThrownBy(() -> IndexKeyCheck.check(TRAITS, mutation, null, after))
        .hasMessageContaining(message);
  }
}
