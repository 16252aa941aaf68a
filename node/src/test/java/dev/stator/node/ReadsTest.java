package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Strong reads with a lease, without one, and while the lead is given away. */
class ReadsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] ROW_KEY = RowKeys.itemKey(Writes.PARTITION, Writes.KEY);

  private final Simulation simulation = new Simulation(1);
  private final TestReplica test = new TestReplica(simulation);
  private final List<String> problems = new ArrayList<>();
  private final Reads reads =
      new Reads(
          test.engine,
          new PageLanes(simulation.node("a").scheduler(), "page", 2, 100),
          problems::add);
  private final List<PartitionResponse> answers = new ArrayList<>();

  @BeforeEach
  void anItemIsThere() {
    test.leads();
    test.replica.write(Writes.put(7, null), response -> {});
    test.commitAll();
  }

  @Test
  void underALeaseARowIsReadAtOnce() {
    row(true);
    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst()).isInstanceOf(PartitionResponse.Row.class);
  }

  @Test
  void underALeaseATransactionReadsAtOnce() {
    transactionRead();
    assertThat(names()).containsExactly("Transacted");
  }

  /** Then the executor is asked, where nothing can come in between. */
  @Test
  void aTransactionDoesNotReadWhileRowsChange() {
    test.engine.afterNextGet(() -> {
      anotherX(8);
      test.engine.afterNextGet(() -> anotherX(9));
    });
    transactionRead();
    assertThat(answers).isEmpty();
    simulation.runFor(SECOND);
    assertThat(names()).containsExactly("Transacted");
    assertThat(test.stored()).isEqualTo(9);
  }

  @Test
  void anAnswerThatWasReadWhileTheReplicaWentAwayIsNone() {
    test.engine.afterNextGet(test.replica::retire);
    transactionRead();
    simulation.runFor(SECOND);
    assertThat(answers).containsExactly(new PartitionResponse.NotLeader(null));
  }

  private void anotherX(int x) {
    test.replica.write(Writes.put(x, null), response -> {});
    test.commitAll();
  }

  @Test
  void withoutOneAQuorumIsAskedFirst() {
    test.group.lease = false;
    row(true);
    page(true);
    transactionRead();
    simulation.runFor(SECOND);
    assertThat(answers).isEmpty();
    assertThat(test.group.barriers).hasSize(3);
    test.group.barriers.forEach(barrier -> barrier.accept(true));
    simulation.runFor(SECOND);
    assertThat(names()).containsExactlyInAnyOrder("Row", "Page", "Transacted");
  }

  @Test
  void whoeverLeadsNoMoreThenSaysSo() {
    test.group.lease = false;
    row(true);
    page(true);
    transactionRead();
    simulation.runFor(SECOND);
    test.replica.notLeading("b~2");
    test.group.leader = "b~2";
    test.group.barriers.forEach(barrier -> barrier.accept(false));
    simulation.runFor(SECOND);
    assertThat(answers).hasSize(3).containsOnly(new PartitionResponse.NotLeader("b"));
  }

  /** A quorum may answer just before the replica loses its rows, or its lead. */
  @Test
  void aQuorumsAnswerIsNoUseToAReplicaThatServesNoMore() {
    test.group.lease = false;
    row(true);
    simulation.runFor(SECOND);
    test.replica.notLeading(null);
    test.group.barriers.forEach(barrier -> barrier.accept(true));
    simulation.runFor(SECOND);
    assertThat(answers).containsExactly(new PartitionResponse.NotLeader(null));
  }

  @Test
  void whileTheLeadIsGivenAwayNothingIsTurnedAway() {
    test.group.lease = false;
    test.group.handsOver = true;
    row(true);
    page(true);
    transactionRead();
    test.replica.write(Writes.put(8, null), answers::add);
    simulation.runFor(SECOND);
    assertThat(answers).isEmpty();
    assertThat(test.group.barriers).isEmpty();
    assertThat(test.group.held).hasSize(4);
    test.replica.notLeading("b~2");
    test.group.leader = "b~2";
    test.group.letGo();
    simulation.runFor(SECOND);
    test.group.barriers.forEach(barrier -> barrier.accept(false));
    simulation.runFor(SECOND);
    assertThat(answers).hasSize(4).containsOnly(new PartitionResponse.NotLeader("b"));
  }

  @Test
  void eventualReadsNeedNeither() {
    test.group.lease = false;
    test.group.handsOver = true;
    row(false);
    page(false);
    simulation.runFor(SECOND);
    assertThat(names()).containsExactly("Row", "Page");
  }

  private void row(boolean consistent) {
    reads.row(test.replica, new ReadRow(Writes.PARTITION, ROW_KEY, consistent), answers::add);
  }

  private void page(boolean consistent) {
    reads.page(
        test.replica,
        new ReadPage(
            Writes.PARTITION,
            RowKeys.partition(Writes.PARTITION),
            false,
            10,
            1000,
            null,
            false,
            consistent,
            null),
        answers::add);
  }

  private void transactionRead() {
    reads.transact(test.replica, new TransactionRequest.Read(List.of(ROW_KEY)), answers::add);
  }

  private List<String> names() {
    return answers.stream().map(answer -> answer.getClass().getSimpleName()).toList();
  }
}
