package dev.stator.node;

import static dev.stator.node.Actions.action;
import static dev.stator.node.Actions.check;
import static dev.stator.node.Actions.delete;
import static dev.stator.node.Actions.large;
import static dev.stator.node.Actions.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Clock;
import dev.stator.base.Marks;
import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.consensus.EntryKind;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.capacity.TransactionLimits;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.stream.StreamViewType;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.memory.MemoryEngine;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParticipantTest {
  private static final long PARTITION = Writes.PARTITION;
  private static final PartitionTraits STREAM =
      new PartitionTraits(
          1,
          "t",
          Writes.SCHEMA,
          List.of(),
          List.of(),
          new PartitionTraits.Stream(1, "label", StreamViewType.OLD_IMAGE),
          null);
  private static final TransactionId ONE = new TransactionId(1, 1, 1);
  private static final TransactionId TWO = new TransactionId(2, 2, 2);

  private final MemoryEngine engine = new MemoryEngine(32 << 20);
  private final FakeReplica replica = new FakeReplica();
  private final Traits traits = new Traits();
  private Overlay overlay = new Overlay();
  private Participant participant = participant();
  private long wallMs = 1_000;

  private Participant participant() {
    LeaderRows rows = new LeaderRows(engine, overlay);
    ItemCommands commands =
        new ItemCommands(
            PARTITION,
            traits,
            rows,
            new StreamShards(PARTITION),
            new ChangeBacklog(
                PARTITION,
                1 << 20,
                engine,
                new Traits(),
                rows,
                () -> {
                  throw new IllegalStateException("nothing is counted here");
                },
                problem -> {}),
            replica);
    return new Participant(
        PARTITION, engine, rows, commands, replica, Marks.NONE, replica, replica);
  }

  @BeforeEach
  void leads() {
    participant.lead();
  }

  private static byte[] rowKey(String key) {
    return RowKeys.itemKey(PARTITION, new PrimaryKey(new AttributeValue.S(key), null));
  }

  private @Nullable StoredRow stored(String key) {
    byte[] row = engine.get(rowKey(key));
    return row == null ? null : StoredRow.of(row);
  }

  private PartitionResponse ask(TransactionRequest step) {
    List<PartitionResponse> answers = new ArrayList<>();
    participant.handle(step, answers::add);
    replica.apply();
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  private TransactionResponse prepare(TransactionId id, long timestampMs, Action... actions) {
    return outcome(new TransactionRequest.Prepare(id, timestampMs, List.of(actions)));
  }

  private TransactionResponse outcome(TransactionRequest step) {
    return ((PartitionResponse.Transacted) ask(step)).response();
  }

  private static TransactionRequest finish(TransactionId id, boolean commit) {
    return new TransactionRequest.Finish(id, commit, false);
  }

  private static TransactionRequest seal(TransactionId id) {
    return new TransactionRequest.Finish(id, false, true);
  }

  private RowState read(String key) {
    TransactionResponse rows = outcome(new TransactionRequest.Read(List.of(rowKey(key))));
    return ((TransactionResponse.Rows) rows).rows().getFirst();
  }

  private static List<Cause> causes(TransactionResponse response) {
    return ((TransactionResponse.Rejected) response)
        .reasons().stream().map(TransactionResponse.Reason::cause).toList();
  }

  @Test
  void whatIsPreparedIsThereOnceCommitted() {
    assertThat(
            prepare(ONE, 5, put("a", 1, null), delete("b"), check("c", "attribute_not_exists(k)")))
        .isEqualTo(
            new TransactionResponse.Accepted(
                List.of(new Sizes(0, 5), new Sizes(0, 0), new Sizes(0, 0))));
    assertThat(stored("a")).isNull();
    assertThat(read("a").pending()).isTrue();
    assertThat(read("c").pending()).isTrue();
    for (String key : List.of("a", "b", "c")) {
      assertThat(participant.keeps(new Binary(rowKey(key)))).as(key).isTrue();
    }
    assertThat(outcome(finish(ONE, true))).isEqualTo(new TransactionResponse.Finished(false));
    StoredRow row = Objects.requireNonNull(stored("a"));
    assertThat(row.timestampMs()).isEqualTo(5);
    assertThat(read("a").version()).isEqualTo(row.sequence());
    assertThat(read("a").pending()).isFalse();
    assertThat(participant.keeps(new Binary(rowKey("c")))).isFalse();
    assertThat(replica.items).isEqualTo(1);
    assertThat(replica.bytes).isEqualTo(5);
  }

  @Test
  void whatIsCancelledNeverWas() {
    prepare(ONE, 5, put("a", 1, null));
    outcome(finish(ONE, false));
    assertThat(stored("a")).isNull();
    assertThat(read("a").pending()).isFalse();
    assertThat(outcome(finish(ONE, true))).isEqualTo(new TransactionResponse.Finished(false));
    assertThat(stored("a")).as("a commit that comes after a cancel").isNull();
  }

  @Test
  void oneTransactionAtATimeIsAtAnItem() {
    prepare(ONE, 5, put("a", 1, null));
    assertThat(causes(prepare(TWO, 6, put("b", 1, null), put("a", 2, null))))
        .containsExactly(Cause.NONE, Cause.CONFLICT);
    assertThat(participant.keeps(new Binary(rowKey("b")))).as("all or nothing").isFalse();
    assertThat(causes(outcome(new TransactionRequest.Write(null, 7, List.of(delete("a"))))))
        .containsExactly(Cause.CONFLICT);
  }

  /** What is prepared already is finished all the same. */
  @Test
  void aStoreThatIsNearlyFullTakesOnlyWhatDeletes() {
    prepare(ONE, 5, put("a", 1, null));
    Batch batch = new Batch();
    batch.put(new byte[] {127}, new byte[29 << 20]);
    engine.write(batch);
    for (Action action :
        List.of(put("b", 1, null), action("b", new Mutation.Update(null), null, false))) {
      List<Action> actions = List.of(delete("c"), action);
      assertThat(ask(new TransactionRequest.Prepare(TWO, 6, actions)))
          .isEqualTo(ItemWrites.NO_ROOM);
      assertThat(ask(new TransactionRequest.Write(null, 6, actions))).isEqualTo(ItemWrites.NO_ROOM);
    }
    outcome(finish(ONE, true));
    assertThat(stored("a")).isNotNull();
    outcome(
        new TransactionRequest.Write(
            null, 7, List.of(delete("a"), check("c", "attribute_not_exists(k)"))));
    assertThat(stored("a")).isNull();
  }

  @Test
  void refusalsNameTheirReasonsInOrder() {
    outcome(new TransactionRequest.Write(null, 5, List.of(put("a", 1, null))));
    TransactionResponse response =
        prepare(
            ONE,
            9,
            put("b", 1, null),
            put("a", 2, "attribute_not_exists(k)"),
            action("a2", Writes.update("SET x = y + :v", 1), null, false));
    assertThat(causes(response)).containsExactly(Cause.NONE, Cause.CONDITION, Cause.VALIDATION);
    TransactionResponse.Reason condition =
        ((TransactionResponse.Rejected) response).reasons().get(1);
    assertThat(Objects.requireNonNull(condition.item()).get("x"))
        .isEqualTo(new AttributeValue.N(DynamoNumber.of(1)));
  }

  @Test
  void aTimestampHasToBeLaterThanTheItems() {
    outcome(new TransactionRequest.Write(null, 50, List.of(put("a", 1, null))));
    TransactionResponse early = prepare(ONE, 50, put("a", 2, null));
    assertThat(((TransactionResponse.Rejected) early).laterThanMs()).isEqualTo(50);
    assertThat(causes(early)).containsExactly(Cause.NONE);
    assertThat(prepare(ONE, 51, put("a", 2, null)))
        .isInstanceOf(TransactionResponse.Accepted.class);
    outcome(finish(ONE, true));
    outcome(new TransactionRequest.Write(null, 70, List.of(delete("a"))));
    assertThat(((TransactionResponse.Rejected) prepare(TWO, 70, put("z", 1, null))).laterThanMs())
        .as("an item that is not there counts as deleted last")
        .isEqualTo(70);
  }

  @Test
  void aWriteOfOnePartitionIsRememberedByItsId() {
    TransactionRequest write = new TransactionRequest.Write(ONE, 5, List.of(put("a", 1, null)));
    assertThat(outcome(write)).isInstanceOf(TransactionResponse.Accepted.class);
    assertThat(outcome(seal(ONE))).isEqualTo(new TransactionResponse.Finished(true));
    assertThat(outcome(seal(TWO))).isEqualTo(new TransactionResponse.Finished(false));
    assertThat(outcome(new TransactionRequest.Write(TWO, 6, List.of(put("a", 2, null)))))
        .as("one that comes after it was sealed")
        .isEqualTo(new TransactionResponse.Finished(false));
    assertThat(Objects.requireNonNull(stored("a")).timestampMs()).isEqualTo(5);
  }

  @Test
  void aNewLeaderKnowsWhatIsPendingAndDone() {
    prepare(ONE, 5, put("a", 1, null));
    outcome(new TransactionRequest.Write(TWO, 6, List.of(put("b", 2, null))));
    overlay = new Overlay();
    participant = participant();
    participant.lead();
    assertThat(participant.keeps(new Binary(rowKey("a")))).isTrue();
    assertThat(outcome(seal(TWO))).isEqualTo(new TransactionResponse.Finished(true));
    outcome(finish(ONE, true));
    assertThat(stored("a")).isNotNull();
    assertThat(engine.get(SideRows.pending(PARTITION, rowKey("a")))).isNull();
  }

  @Test
  void anUnfinishedTransactionIsAskedAboutAndDoneRowsGo() {
    prepare(ONE, 5, put("a", 1, null));
    replica.passes(1_000_000_000L);
    assertThat(replica.waiting).isEmpty();
    replica.passes(2_000_000_000L);
    assertThat(replica.waiting).containsExactly(ONE);
    outcome(finish(ONE, false));
    outcome(new TransactionRequest.Write(TWO, 6, List.of(put("b", 2, null))));
    assertThat(engine.get(SideRows.done(PARTITION, TWO))).isNotNull();
    replica.passes(1_100_000_000_000L);
    assertThat(engine.get(SideRows.done(PARTITION, TWO))).isNotNull();
    replica.passes(200_000_000_000L);
    assertThat(engine.get(SideRows.done(PARTITION, TWO))).isNull();
    assertThat(replica.timer).as("nothing is left to look after").isNull();
  }

  /** A hundred of them would be more than a message between nodes has room for. */
  @Test
  void itemsThatDoNotFitAreLeftOutOfTheReasons() {
    Action[] checks = new Action[50];
    for (int i = 0; i < checks.length; i++) {
      outcome(new TransactionRequest.Write(null, 5, List.of(large("a" + i))));
      checks[i] = check("a" + i, "attribute_not_exists(k)");
    }
    TransactionResponse response = prepare(ONE, 9, checks);
    assertThat(causes(response)).hasSize(50).containsOnly(Cause.CONDITION);
    assertThat(((TransactionResponse.Rejected) response).reasons())
        .filteredOn(reason -> reason.item() != null)
        .as("8 MiB of items of 390 KB")
        .hasSize(21);
  }

  /** Items that the request does not carry count too: it may update many that are large. */
  @Test
  void whatCouldNotBeSentToOtherNodesIsRefused() {
    Action[] actions = new Action[33];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = large("a" + i);
    }
    for (TransactionRequest step :
        List.of(
            new TransactionRequest.Prepare(ONE, 5, List.of(actions)),
            new TransactionRequest.Write(null, 5, List.of(actions)))) {
      assertThat(ask(step))
          .isInstanceOfSatisfying(
              PartitionResponse.Refused.class,
              refused ->
                  assertThat(refused.error()).hasMessageContaining("payload size cannot exceed"));
    }
    assertThat(participant.keeps(new Binary(rowKey("a0")))).isFalse();
    Action[] more = Arrays.copyOf(actions, 34);
    more[33] = put("a33", 1, "attribute_exists(k)");
    assertThat(causes(prepare(ONE, 5, more)))
        .as("a condition is looked at before the size")
        .contains(Cause.CONDITION);
    assertThat(prepare(ONE, 5, Arrays.copyOf(actions, 32)))
        .isInstanceOf(TransactionResponse.Accepted.class);
  }

  /** A stream that wants old images may begin before the commit is written. */
  @Test
  void oldImagesCountWhetherAnybodyWantsThemYetOrNot() {
    Action[] deletes = new Action[33];
    for (int i = 0; i < deletes.length; i++) {
      outcome(new TransactionRequest.Write(null, 5, List.of(large("a" + i))));
      deletes[i] = delete("a" + i);
    }
    assertThat(ask(new TransactionRequest.Prepare(ONE, 6, List.of(deletes))))
        .isInstanceOfSatisfying(
            PartitionResponse.Refused.class,
            refused ->
                assertThat(refused.error()).hasMessageContaining("payload size cannot exceed"));
    assertThat(prepare(ONE, 6, Arrays.copyOf(deletes, 32)))
        .isInstanceOf(TransactionResponse.Accepted.class);
    traits.proposed(1, STREAM);
    outcome(finish(ONE, true));
    assertThat(replica.largest)
        .isBetween(32 * 390_000L, TransactionLimits.ENTRY_BYTES_MAX + (1 << 20));
    assertThat(stored("a0")).isNull();
  }

  @Test
  void anItemThatCameAndWentIsNoticed() {
    long before = read("a").version();
    outcome(new TransactionRequest.Write(null, 5, List.of(put("a", 1, null))));
    outcome(new TransactionRequest.Write(null, 6, List.of(delete("a"))));
    assertThat(read("a").row()).isNull();
    assertThat(read("a").version()).isNotEqualTo(before);
  }

  @Test
  void aCommitWaitsForTheOneBeforeIt() {
    prepare(ONE, 5, put("a", 1, null));
    List<PartitionResponse> answers = new ArrayList<>();
    participant.handle(finish(ONE, true), answers::add);
    participant.handle(finish(ONE, true), answers::add);
    assertThat(answers).as("not before the item is there").isEmpty();
    replica.apply();
    assertThat(answers).hasSize(2);
  }

  /** A replica in a group of one, which applies when it is told to. */
  private final class FakeReplica implements Proposals, Participant.Surroundings, Clock {
    private record Waiting(
        long index, PartitionResponse response, Consumer<PartitionResponse> reply) {}

    private final List<LogCommand> proposed = new ArrayList<>();
    private final List<Waiting> replies = new ArrayList<>();
    private final List<TransactionId> waiting = new ArrayList<>();
    private @Nullable Runnable timer;
    private long largest;
    private long applied;
    private long nanos;
    private long items;
    private long bytes;

    @Override
    public @Nullable PartitionResponse refusal() {
      return null;
    }

    @Override
    public long propose(
        LogCommand command, PartitionResponse response, Consumer<PartitionResponse> reply) {
      byte[] encoded = command.encode();
      largest = Math.max(largest, encoded.length);
      proposed.add(LogCommand.decode(encoded));
      long index = applied + proposed.size();
      replies.add(new Waiting(index, response, reply));
      return index;
    }

    void apply() {
      for (LogCommand command : proposed) {
        applied++;
        Batch batch = new Batch();
        for (LogCommand.Row row : command.rows()) {
          switch (row) {
            case LogCommand.Row.Put put ->
                batch.put(put.key(), StoredRow.encode(applied, command.timestampMs(), put.item()));
            case LogCommand.Row.Store store -> batch.put(store.key(), store.value());
            case LogCommand.Row.Delete delete -> batch.delete(delete.key());
            case LogCommand.Row.DeleteRange range -> batch.deleteRange(range.key(), range.to());
          }
          overlay.applied(row.key(), applied);
        }
        participant.reads().begin();
        engine.write(batch);
        LogEntry entry = new LogEntry(applied, 1, EntryKind.COMMAND, command.encode());
        participant.reads().end(List.of(entry), List.of(command));
        items += command.itemsDelta();
        bytes += command.bytesDelta();
        participant.applied(applied);
      }
      proposed.clear();
      List<Waiting> ready = List.copyOf(replies);
      replies.clear();
      ready.forEach(one -> one.reply().accept(one.response()));
    }

    @Override
    public void answerStay(
        long index, PartitionResponse response, Consumer<PartitionResponse> reply) {
      if (index > applied) {
        replies.add(new Waiting(index, response, reply));
      } else {
        reply.accept(response);
      }
    }

    @Override
    public void answer(Consumer<PartitionResponse> reply, PartitionResponse response) {
      reply.accept(response);
    }

    @Override
    public long appliedIndex() {
      return applied;
    }

    @Override
    public long lastIndex() {
      return applied + proposed.size();
    }

    @Override
    public boolean leads() {
      return true;
    }

    @Override
    public void schedule(long delay, Runnable task) {
      timer = task;
    }

    void passes(long more) {
      nanos += more;
      Runnable due = timer;
      timer = null;
      if (due != null) {
        due.run();
      }
      apply();
    }

    @Override
    public void waits(TransactionId id, long waitedNanos) {
      waiting.add(id);
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long wallMillis() {
      return wallMs++;
    }
  }
}
