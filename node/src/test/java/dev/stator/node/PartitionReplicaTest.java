package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Marks;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.node.copy.CopyOptions;
import dev.stator.node.repair.RepairOptions;
import dev.stator.node.ttl.TtlOptions;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionReplicaTest {
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] ROW_KEY = RowKeys.itemKey(Writes.PARTITION, Writes.KEY);

  private final Simulation simulation = new Simulation(1);
  private final RefusingEngine engine = new RefusingEngine();
  private final List<String> problems = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final FakeGroup group = new FakeGroup(simulation.node("a").scheduler().serial("group"));
  private final PartitionReplica replica = replica(NodeOptions.DEFAULT);

  @Test
  void answersWhenTheEntryIsApplied() {
    leads();
    write(Writes.put(1, null));
    assertThat(answers).isEmpty();
    commitAll();
    assertThat(answers).containsExactly("Written");
    assertThat(stored()).isEqualTo(1);
    assertThat(replica.appliedInEngine()).isEqualTo(1);
    assertThat(replica.statistics()).isEqualTo(new PartitionResponse.Statistics(1, 5));
  }

  @Test
  void namesTheNodeOfTheLeaderNotItsReplica() {
    assertThat(replica.notLeader()).isEqualTo(new PartitionResponse.NotLeader(null));
    group.leader = "a1~3";
    assertThat(replica.notLeader()).isEqualTo(new PartitionResponse.NotLeader("a1"));
  }

  @Test
  void aReplicaMadeFromNothingServesOnceItHasAppliedWhatMadeItAMember() {
    group.self = "a~4";
    PartitionReplica made = replica(NodeOptions.DEFAULT);
    made.begin();
    assertThat(made.whole()).isTrue();
    assertThat(made.servesWeakReads()).isFalse();
    made.apply(List.of(membership(1, Membership.storage("b~1", "c~2", "d~3"))), 1);
    assertThat(made.servesWeakReads()).isFalse();
    made.apply(List.of(membership(2, Membership.storage("b~1", "c~2", "a~4"))), 2);
    assertThat(made.servesWeakReads()).isTrue();
    assertThat(replica(NodeOptions.DEFAULT).servesWeakReads()).isTrue();
  }

  @Test
  void aFirstMemberServesFromTheBeginning() {
    group.self = "a~1";
    assertThat(replica(NodeOptions.DEFAULT).servesWeakReads()).isTrue();
  }

  private static LogEntry membership(long index, Membership membership) {
    return new LogEntry(index, 1, EntryKind.MEMBERSHIP, MembershipCodec1.encode(membership));
  }

  @Test
  void evaluatesOverUnappliedWritesAndWaitsForThem() {
    leads();
    write(Writes.put(1, "attribute_not_exists(k)"));
    write(Writes.put(2, "attribute_not_exists(k)"));
    assertThat(answers).isEmpty();
    commitAll();
    assertThat(answers).containsExactly("Written", "ConditionFailed");
    write(Writes.put(3, "attribute_not_exists(k)"));
    assertThat(answers).endsWith("ConditionFailed").hasSize(3);
  }

  @Test
  void whatWasUnappliedIsForgottenWithTheLead() {
    leads();
    write(Writes.put(1, null));
    write(Writes.put(2, "attribute_not_exists(k)"));
    replica.notLeading(null);
    assertThat(answers).containsExactly("Unknown", "Unknown");
    write(Writes.put(3, null));
    assertThat(answers).endsWith("NotLeader");
    group.proposals.clear();
    group.term = 2;
    replica.leading(2);
    write(Writes.put(4, "attribute_not_exists(k)"));
    commitAll();
    assertThat(answers).endsWith("Written");
  }

  @Test
  void withoutALeaseARejectionIsProvedByAnEntry() {
    group.lease = false;
    leads();
    write(Writes.put(1, "attribute_exists(k)"));
    assertThat(answers).isEmpty();
    assertThat(group.proposals).hasSize(1);
    commitAll();
    assertThat(answers).containsExactly("ConditionFailed");
    assertThat(engine.get(ROW_KEY)).isNull();
  }

  @Test
  void withoutALeaseADependentRejectionIsProvedByAnEntryOfItsOwn() {
    group.lease = false;
    leads();
    write(Writes.put(1, null));
    write(Writes.put(2, "attribute_not_exists(k)"));
    assertThat(group.proposals).hasSize(2);
  }

  @Test
  void anAnswerThatTakesTooLongIsUnknown() {
    leads();
    write(Writes.put(1, null));
    simulation.runFor(9 * SECOND);
    assertThat(answers).isEmpty();
    simulation.runFor(2 * SECOND);
    assertThat(answers).containsExactly("Unknown");
    assertThat(simulation.runUntilIdle(SECOND)).as("no timer without a reply").isTrue();
    commitAll();
    assertThat(stored()).isEqualTo(1);
    assertThat(answers).hasSize(1);
  }

  @Test
  void anItemExpiresOnlyIfItIsExpiredStill() {
    leads();
    long nowSeconds = simulation.node("a").clock().wallMillis() / 1_000;
    write(Writes.put((int) nowSeconds - 10, null));
    write(Writes.put((int) nowSeconds + 10, null));
    replica.expire(ROW_KEY, "x", response -> answers.add(response.getClass().getSimpleName()));
    assertThat(answers).as("renewed, if not applied yet").containsExactly("ConditionFailed");
    commitAll();
    write(Writes.put((int) nowSeconds - 10, null));
    replica.expire(ROW_KEY, "other", response -> answers.add("another attribute"));
    replica.expire(ROW_KEY, "x", response -> answers.add(response.getClass().getSimpleName()));
    replica.expire(ROW_KEY, "x", response -> answers.add("gone already"));
    commitAll();
    assertThat(answers)
        .containsExactly(
            "ConditionFailed",
            "Written",
            "Written",
            "another attribute",
            "gone already",
            "Written",
            "Written");
    assertThat(engine.get(ROW_KEY)).isNull();
    assertThat(replica.statistics()).isEqualTo(new PartitionResponse.Statistics(0, 0));
  }

  @Test
  void aRefusingStoreStallsAndRecovers() {
    leads();
    write(Writes.put(1, null));
    engine.refuses = true;
    commitAll();
    assertThat(answers).isEmpty();
    write(Writes.put(2, null));
    assertThat(answers).containsExactly("Failed");
    simulation.runFor(2 * SECOND);
    assertThat(problems).hasSize(1);
    engine.refuses = false;
    simulation.runFor(SECOND);
    assertThat(answers).containsExactly("Failed", "Written");
    assertThat(simulation.runUntilIdle(20 * SECOND)).isTrue();
    write(Writes.put(3, null));
    commitAll();
    assertThat(answers).containsExactly("Failed", "Written", "Written");
  }

  /** A put that is committed and does not fit would keep deletions from being applied. */
  @Test
  void aStoreThatIsNearlyFullTakesNoPutsAndIsEmptied() {
    leads();
    write(Writes.put(1, null));
    commitAll();
    engine.nearlyFull = true;
    write(Writes.put(2, null));
    write(Writes.write(Writes.update("SET x = :v", 3), null, ReturnValues.NONE, false));
    write(Writes.put(4, "attribute_not_exists(k)"));
    assertThat(answers).containsExactly("Written", "Failed", "Failed", "ConditionFailed");
    assertThat(group.proposals).isEmpty();
    assertThat(problems).singleElement().asString().contains("nearly full");
    write(Writes.write(new Mutation.Delete(), null, ReturnValues.NONE, false));
    commitAll();
    assertThat(answers).endsWith("Written");
    assertThat(engine.get(ROW_KEY)).isNull();
    engine.nearlyFull = false;
    write(Writes.put(5, null));
    commitAll();
    assertThat(answers).endsWith("Written").hasSize(6);
    assertThat(problems).hasSize(2).last().asString().contains("room again");
  }

  @Test
  void aStalledReplicaThatIsElectedDoesNotServe() {
    replica.begin();
    engine.refuses = true;
    replica.apply(List.of(entry(1, 1, 5)), 1);
    replica.leading(2);
    assertThat(replica.servesStrongReads()).isFalse();
    write(Writes.put(2, null));
    assertThat(answers).containsExactly("NotLeader");
    engine.refuses = false;
    simulation.runFor(SECOND);
    assertThat(replica.servesStrongReads()).isTrue();
    assertThat(stored()).isEqualTo(5);
  }

  @Test
  void whatAStalledReplicaHoldsBackIsBounded() {
    engine.refuses = true;
    PartitionReplica small =
        replica(
            new NodeOptions(
                1,
                1,
                1,
                1,
                1,
                100,
                1,
                CopyOptions.DEFAULT,
                RepairOptions.DEFAULT,
                TtlOptions.DEFAULT,
                Marks.NONE));
    small.apply(List.of(entry(1, 1, 5)), 1);
    assertThatThrownBy(() -> small.apply(List.of(entry(2, 1, 5), entry(3, 1, 5)), 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the node stops");
  }

  @Test
  void aRetiredReplicaWritesNothingMore() {
    leads();
    write(Writes.put(1, null));
    engine.refuses = true;
    commitAll();
    replica.retire();
    engine.refuses = false;
    simulation.runFor(5 * SECOND);
    assertThat(engine.get(ROW_KEY)).isNull();
    write(Writes.put(2, null));
    assertThat(answers).containsExactly("Unknown", "NotHosted");
  }

  @Test
  void applyingIsIdempotent() {
    replica.apply(List.of(entry(1, 1, 5), entry(2, 1, 6)), 2);
    replica.apply(List.of(entry(1, 1, 5)), 1);
    assertThat(stored()).isEqualTo(6);
    PartitionReplica again = replica(NodeOptions.DEFAULT);
    assertThat(again.appliedIndex()).isEqualTo(2);
  }

  @Test
  void damageIsAnAnswer() {
    leads();
    Batch damage = new Batch();
    damage.put(ROW_KEY, new byte[] {99, 1, 2});
    engine.write(damage);
    write(Writes.put(1, "attribute_exists(x)"));
    assertThat(answers).containsExactly("Failed");
    assertThat(problems).hasSize(1);
  }

  @Test
  void whoeverAsksCannotStopTheReplica() {
    leads();
    replica.write(
        Writes.put(1, null),
        response -> {
          throw new IllegalArgumentException("a bug of the caller");
        });
    write(Writes.put(2, null));
    commitAll();
    assertThat(answers).containsExactly("Written");
    assertThat(problems).hasSize(1);
  }

  private void leads() {
    replica.begin();
    replica.leading(group.term);
  }

  private void write(WriteItem request) {
    replica.write(request, response -> answers.add(response.getClass().getSimpleName()));
  }

  private void commitAll() {
    List<LogEntry> entries = List.copyOf(group.proposals);
    group.proposals.clear();
    replica.apply(entries, entries.getLast().index());
  }

  private long stored() {
    byte[] row = engine.get(ROW_KEY);
    assertThat(row).isNotNull();
    return StoredRow.of(row).item().get("x") instanceof dev.stator.model.AttributeValue.N n
        ? n.value().longValue()
        : -1;
  }

  private static LogEntry entry(long index, long term, int x) {
    LogCommand command =
        new LogCommand(
            1,
            0,
            0,
            List.of(
                new LogCommand.Row.Put(
                    ROW_KEY, dev.stator.model.item.ItemCodec.encode(Writes.item(x)))));
    return new LogEntry(index, term, (byte) 1, command.encode());
  }

  private PartitionReplica replica(NodeOptions options) {
    PartitionReplica made =
        new PartitionReplica(
            Writes.PARTITION,
            engine,
            simulation.node("a").clock(),
            options,
            new Unobserved(),
            NoCopies.rebuilds(simulation.node("a"), engine),
            new FakeNode(problems));
    made.joined(group);
    return made;
  }

  private static final class Unobserved implements RowObserver {
    @Override
    public void applied(long index, LogCommand command) {}

    @Override
    public void leading() {}

    @Override
    public void rebuilt(Engine rows, long applied) {}

    @Override
    public void retired() {}
  }
}
