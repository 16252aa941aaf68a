package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.wire.TraitsCodec1;
import dev.stator.model.ErrorCode;
import dev.stator.model.KeyAttribute;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.RowKeys;
import dev.stator.node.side.SideRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpkeepTest {
  private static final byte[] ROW_KEY = RowKeys.itemKey(Writes.PARTITION, Writes.KEY);

  private final TestReplica at = new TestReplica(new Simulation(1));
  private final List<PartitionResponse> answers = new ArrayList<>();

  @Test
  void knowsOfItsTableFromTheNextWriteOnAndOnce() {
    at.leads();
    configure(2);
    configure(2);
    configure(1);
    assertThat(at.group.proposals).hasSize(1);
    assertThat(answers).isEmpty();
    at.commitAll();
    assertThat(answers).containsOnly(new PartitionResponse.Done()).hasSize(3);
    assertThat(traits()).isEqualTo(traits(2));
    configure(2);
    assertThat(answers).hasSize(4);
    configure(3);
    at.commitAll();
    assertThat(traits()).isEqualTo(traits(3));
  }

  @Test
  void whatWasProposedIsForgottenWithTheLead() {
    at.leads();
    configure(2);
    at.replica.notLeading(null);
    assertThat(answers).hasOnlyElementsOfType(PartitionResponse.Unknown.class);
    at.group.proposals.clear();
    at.group.term = 2;
    at.replica.leading(2);
    configure(2);
    assertThat(at.group.proposals).hasSize(1);
  }

  @Test
  void feedsForgetIndexesThatAreGone() {
    at.leads();
    configure(1, 9);
    at.commitAll();
    walk(9);
    at.commitAll();
    assertThat(at.engine.get(SideRows.feed(Writes.PARTITION, 9))).isNotNull();
    configure(2);
    at.commitAll();
    assertThat(at.engine.get(SideRows.feed(Writes.PARTITION, 9))).isNull();
    walk(9);
    assertThat(answers.getLast()).isEqualTo(new PartitionResponse.Feeds(List.of()));
  }

  @Test
  void changesOfABasePartitionComeOnceWhoeverSendsThem() {
    at.leads();
    apply(new ChangePlace(5, 0), 1);
    apply(new ChangePlace(7, 0), 2);
    apply(new ChangePlace(5, 0), 1);
    assertThat(at.group.proposals).hasSize(2);
    at.commitAll();
    assertThat(answers).containsOnly(new PartitionResponse.Done()).hasSize(3);
    assertThat(at.stored()).isEqualTo(2);
    assertThat(at.replica.statistics()).isEqualTo(new PartitionResponse.Statistics(1, 5));
    apply(new ChangePlace(7, 1), null);
    apply(new ChangePlace(6, 0), 3);
    at.commitAll();
    assertThat(at.engine.get(ROW_KEY)).isNull();
    assertThat(at.replica.statistics()).isEqualTo(new PartitionResponse.Statistics(0, 0));
  }

  @Test
  void aDepartedPartitionHasNoItemsAndTakesNone() {
    at.leads();
    configure(1);
    write(1);
    PartitionTraits departed =
        new PartitionTraits(2, "t", Writes.SCHEMA, List.of(), List.of(), null, null, true);
    keep(new PartitionRequest.Configure(Writes.PARTITION, departed));
    assertThat(answers.getLast()).isInstanceOf(PartitionResponse.Busy.class);
    at.commitAll();
    assertThat(at.stored()).isEqualTo(1);
    keep(new PartitionRequest.Configure(Writes.PARTITION, departed));
    at.commitAll();
    assertThat(answers.getLast()).isEqualTo(new PartitionResponse.Done());
    assertThat(traits()).isEqualTo(departed);
    assertThat(at.engine.get(ROW_KEY)).isNull();
    assertThat(at.replica.statistics()).isEqualTo(new PartitionResponse.Statistics(0, 0));
    write(2);
    assertThat(((PartitionResponse.Refused) answers.getLast()).error().code())
        .isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
  }

  private void write(int x) {
    at.replica.write(
        new PartitionRequest.WriteItem(
            Writes.PARTITION,
            Writes.SCHEMA,
            Writes.KEY,
            new PartitionRequest.Mutation.Put(EncodedItem.of(Writes.item(x))),
            null,
            PartitionRequest.ReturnValues.NONE,
            false),
        answers::add);
  }

  private void apply(ChangePlace place, @Nullable Integer x) {
    byte[] item = x == null ? null : ItemCodec.encode(Writes.item(x));
    keep(
        new PartitionRequest.ApplyIndex(
            Writes.PARTITION, 8, List.of(new IndexOperation(place, ROW_KEY, item))));
  }

  private void walk(long index) {
    keep(new PartitionRequest.WalkFeed(Writes.PARTITION, index, 10));
  }

  private void configure(long version, long... indexes) {
    keep(new PartitionRequest.Configure(Writes.PARTITION, traits(version, indexes)));
  }

  private void keep(PartitionRequest.Upkeep request) {
    at.replica.keep(request, answers::add);
  }

  private PartitionTraits traits() {
    byte[] row = at.engine.get(SideRows.traits(Writes.PARTITION));
    assertThat(row).isNotNull();
    return TraitsCodec1.decode(row);
  }

  private static PartitionTraits traits(long version, long... indexes) {
    List<PartitionTraits.Global> global = new ArrayList<>();
    for (long id : indexes) {
      IndexKeys keys = new IndexKeys(List.of(new KeyAttribute("x", ScalarType.N)), List.of());
      global.add(
          new PartitionTraits.Global(id, new IndexDefinition("i" + id, keys, Projection.ALL)));
    }
    return new PartitionTraits(version, "t", Writes.SCHEMA, List.of(), global, null, null);
  }
}
