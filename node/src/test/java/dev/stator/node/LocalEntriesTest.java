package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.ItemView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An item may have 400 KB with its entries in all local indexes. */
class LocalEntriesTest {
  private static final int BYTES_MAX = 400 * 1024;

  private static PartitionTraits traits(String projections) {
    List<IndexDefinition> local = new ArrayList<>();
    for (String letter : projections.split("", -1)) {
      Projection projection =
          switch (letter) {
            case "A" -> Projection.ALL;
            case "K" -> Projection.KEYS_ONLY;
            case "I" -> new Projection(Projection.Type.INCLUDE, List.of("i"));
            default -> null;
          };
      if (projection != null) {
        IndexKeys keys =
            new IndexKeys(
                List.of(Writes.SCHEMA.partitionKey()),
                List.of(new KeyAttribute("l", ScalarType.S)));
        local.add(new IndexDefinition("local" + local.size(), keys, projection));
      }
    }
    return new PartitionTraits(1, "t", Writes.SCHEMA, local, List.of(), null, null);
  }

  private static EncodedItem item(String sortKey, int included, int bytes) {
    Map<String, AttributeValue> attributes = new TreeMap<>(Writes.item().attributes());
    if (!sortKey.isEmpty()) {
      attributes.put("l", new AttributeValue.S(sortKey));
    }
    attributes.put("i", new AttributeValue.S("i".repeat(included)));
    int others = EncodedItem.of(new Item(attributes)).sizeBytes();
    attributes.put("x", new AttributeValue.S("x".repeat(bytes - others - 1)));
    return EncodedItem.of(new Item(attributes));
  }

  /** Projections, the index's key, bytes included; then the bytes that are still taken. */
  @ParameterizedTest
  @CsvSource({
    "'', v, 0, 409600",
    "A, v, 0, 204800",
    "A, '', 0, 409600",
    "AA, v, 0, 136533",
    "AAAAA, v, 0, 68266",
    "AA, '', 5, 409600",
    "K, v, 1000, 409596",
    "KKKKK, v, 1000, 409580",
    "I, v, 1000, 408595",
    "AK, v, 0, 204798"
  })
  void theTotalIsLimited(String projections, String sortKey, int included, int taken) {
    PartitionTraits traits = traits(projections);
    if (taken < BYTES_MAX) {
      EncodedItem larger = item(sortKey, included, taken + 1);
      Mutation put = new Mutation.Put(larger);
      assertThat(refusal(traits, put, "attribute_exists(k)"))
          .isEqualTo("Item size has exceeded the maximum allowed size");
      assertThat(refusal(traits, Writes.update("SET y = :v", 1), larger))
          .isEqualTo("Item size to update has exceeded the maximum allowed size");
    }
    EncodedItem fits = item(sortKey, included, taken);
    assertThat(decision(traits, new Mutation.Put(fits), null, null))
        .isInstanceOf(WriteEvaluator.Decision.Change.class);
    assertThat(decision(traits, new Mutation.Update(null), null, fits))
        .isInstanceOf(WriteEvaluator.Decision.Change.class);
    assertThat(decision(traits, new Mutation.Delete(), null, fits))
        .isInstanceOf(WriteEvaluator.Decision.Change.class);
  }

  private static String refusal(PartitionTraits traits, Mutation mutation, EncodedItem old) {
    return refused(decision(traits, mutation, null, old));
  }

  private static String refusal(PartitionTraits traits, Mutation mutation, String condition) {
    return refused(decision(traits, mutation, condition, null));
  }

  private static String refused(WriteEvaluator.Decision decision) {
    return decision instanceof WriteEvaluator.Decision.Stay stay
            && stay.response() instanceof PartitionResponse.Refused refused
        ? refused.error().message()
        : decision.toString();
  }

  private static WriteEvaluator.Decision decision(
      PartitionTraits traits,
      Mutation mutation,
      @Nullable String condition,
      @Nullable EncodedItem old) {
    ItemView view = old == null ? null : new ItemView(ItemCodec.encode(old.view().toItem()));
    return WriteEvaluator.evaluate(
        Writes.write(mutation, condition, ReturnValues.NONE, false), view, traits);
  }
}
