package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the actions of a transaction cost in indexes. The global index has x besides its keys, the
 * local one everything.
 */
class TransactionCostsTest {
  private static final long P = Writes.PARTITION;
  private static final KeyAttribute HASH = new KeyAttribute("k", ScalarType.S);
  private static final KeySchema SCHEMA = new KeySchema(HASH, new KeyAttribute("s", ScalarType.N));
  private static final IndexDefinition LOCAL =
      new IndexDefinition(
          "local",
          new IndexKeys(List.of(HASH), List.of(new KeyAttribute("l", ScalarType.S))),
          Projection.ALL);
  private static final PartitionTraits.Global GLOBAL =
      new PartitionTraits.Global(
          9,
          new IndexDefinition(
              "global",
              new IndexKeys(List.of(new KeyAttribute("g", ScalarType.S)), List.of()),
              new Projection(Projection.Type.INCLUDE, List.of("x"))));

  private final TestReplica at = new TestReplica(new Simulation(1));
  private final List<PartitionResponse> answers = new ArrayList<>();

  /** Items as attributes and the lengths of their values; units of the local and global index. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "- | put g1 | 0 | 1",
        "- | put other1 | 0 | 0",
        "- | put g1 l1 x1 | 1 | 1",
        "- | put g1 l1 x1500 | 2 | 2",
        "g1 l1 | put g1 l1 | 0 | 0",
        "g1 l1 other1 | put g1 l1 other2 | 1 | 0",
        "g1 l1 | put g2 l1 | 1 | 2",
        "g1 l1 | put l1 | 1 | 1",
        "g1 x1500 | put g2 x1500 | 0 | 4",
        "g1 x3000 | put g1 x1 | 0 | 3",
        "g1 l1 | delete | 1 | 1",
        "g1 x3000 | delete | 0 | 3",
        "- | delete | 0 | 0",
        "g1 l1 | check | 0 | 0",
      })
  void asTheWritesAlone(String before, String action, int local, int global) {
    at.leads();
    at.replica.keep(
        new PartitionRequest.Configure(
            P, new PartitionTraits(1, "t", SCHEMA, List.of(LOCAL), List.of(GLOBAL), null, null)),
        answer -> {});
    at.commitAll();
    if (before != null) {
      step(new TransactionRequest.Write(null, 5, List.of(action("put " + before, false))));
      at.commitAll();
    }
    List<IndexUnits> expected = new ArrayList<>();
    if (local > 0) {
      expected.add(new IndexUnits("local", true, local));
    }
    if (global > 0) {
      expected.add(new IndexUnits("global", false, global));
    }
    TransactionId id = TransactionId.of(0, 1, 2, 3);
    for (boolean asked : new boolean[] {true, false}) {
      List<Action> actions = List.of(action(action, asked));
      step(new TransactionRequest.Prepare(id, 10_000_000_000_000L, actions));
      at.commitAll();
      assertThat(sizes().getFirst().indexUnits())
          .as("prepared")
          .isEqualTo(asked ? expected : List.of());
      step(new TransactionRequest.Finish(id, false, false));
      at.commitAll();
    }
    step(new TransactionRequest.Write(null, 10_000_000_000_000L, List.of(action(action, true))));
    at.commitAll();
    assertThat(sizes().getFirst().indexUnits()).as("written").isEqualTo(expected);
  }

  private void step(TransactionRequest step) {
    answers.clear();
    at.replica.transact(step, answers::add);
  }

  private List<Sizes> sizes() {
    PartitionResponse.Transacted answer = (PartitionResponse.Transacted) answers.getFirst();
    return ((TransactionResponse.Accepted) answer.response()).sizes();
  }

  private static Action action(String text, boolean countsIndexes) {
    String[] parts = text.split(" ", -1);
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("k", new AttributeValue.S("a"));
    attributes.put("s", Writes.number(1));
    for (int i = 1; i < parts.length; i++) {
      String name = parts[i].replaceAll("\\d", "");
      int length = Integer.parseInt(parts[i].substring(name.length()));
      attributes.put(name, new AttributeValue.S("x".repeat(length)));
    }
    return new Action(
        new WriteItem(
            P,
            SCHEMA,
            new PrimaryKey(new AttributeValue.S("a"), Writes.number(1)),
            parts[0].equals("put")
                ? new Mutation.Put(EncodedItem.of(new Item(attributes)))
                : new Mutation.Delete(),
            null,
            ReturnValues.NONE,
            false,
            countsIndexes),
        parts[0].equals("check"));
  }
}
