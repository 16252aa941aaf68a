package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.Marks;
import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.model.Binary;
import dev.stator.model.capacity.TransactionLimits;
import dev.stator.model.key.ByteRange;
import dev.stator.node.side.SideRows;
import dev.stator.node.transaction.DeletionClock;
import dev.stator.node.transaction.DoneBuckets;
import dev.stator.node.transaction.DoneRow;
import dev.stator.node.transaction.PendingItems;
import dev.stator.node.transaction.PendingRow;
import dev.stator.node.transaction.PendingRow.Effect;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * A partition's part in transactions, at its leader: prepares items, keeps plain writes away from
 * them, finishes them, and asks for their coordinators when these stay away. All of it on the
 * replica's executor.
 */
final class Participant {
  /** How long a transaction may take before somebody is asked about it. */
  static final long WAITED_NANOS = 2_000_000_000L;

  private static final long TICK_NANOS = 1_000_000_000L;
  private static final int ASKED_AT_A_TIME = 16;

  /** Longer than a token is remembered, and than any message is under way. */
  private static final long DONE_NANOS = 1_200_000_000_000L;

  private final long partition;
  private final Engine engine;
  private final LeaderRows rows;
  private final TransactionReads reads;
  private final ItemCommands commands;
  private final Clock clock;
  private final Marks marks;
  private final Proposals proposals;
  private final Surroundings replica;
  private final PendingItems pending = new PendingItems();
  private final DoneBuckets buckets = new DoneBuckets();
  private final DeletionClock deletions = new DeletionClock();

  /** Transactions whose end is proposed and not applied, in the order of the log. */
  private final LinkedHashMap<TransactionId, Long> finishing = new LinkedHashMap<>();

  /** The highest timestamp that this leader proposed. */
  private long proposedMs;

  private boolean ticking;

  Participant(
      long partition,
      Engine engine,
      LeaderRows rows,
      ItemCommands commands,
      Clock clock,
      Marks marks,
      Proposals proposals,
      Surroundings replica) {
    this.partition = partition;
    this.engine = engine;
    this.rows = rows;
    this.reads = new TransactionReads(partition, engine);
    this.commands = commands;
    this.clock = clock;
    this.marks = marks;
    this.proposals = proposals;
    this.replica = replica;
  }

  /** What it needs of the replica besides. */
  interface Surroundings {
    boolean leads();

    void schedule(long nanos, Runnable task);

    /** A transaction's coordinator stays away. */
    void waits(TransactionId id, long waitedNanos);
  }

  /** What read transactions see of the partition; hears of all that is applied. */
  TransactionReads reads() {
    return reads;
  }

  /** The replica begins to lead: what is pending is in the store. */
  void lead() {
    forget();
    long now = clock.nanos();
    ByteRange range = SideRows.pending(partition);
    try (Engine.Cursor found = engine.scan(range.from(), range.to(), false)) {
      while (found.next()) {
        marks.hit(NodeBranch.PREPARED_FOUND_BY_LEADER);
        pending.add(
            PendingRow.decode(found.value()).id(),
            new Binary(SideRows.itemOfPending(found.key())),
            now);
      }
    }
    long bucket = 0;
    while (bucket >= 0) {
      ByteRange done = SideRows.doneFrom(partition, bucket);
      bucket = -1;
      try (Engine.Cursor found = engine.scan(done.from(), done.to(), false)) {
        if (found.next()) {
          bucket = SideRows.idOfDone(found.key()).bucket() + 1;
          buckets.note(bucket - 1, now);
        }
      }
    }
    deletions.load(engine.get(SideRows.clock(partition)));
    reads.lead();
    tickLater();
  }

  /** The replica leads no more. */
  void forget() {
    pending.clear();
    finishing.clear();
    buckets.clear();
    reads.forget();
    proposedMs = 0;
  }

  /** An entry is applied. */
  void applied(long index) {
    while (!finishing.isEmpty() && finishing.firstEntry().getValue() <= index) {
      finishing.pollFirstEntry();
    }
  }

  /** A rare branch that is taken where writes are evaluated. */
  void mark(NodeBranch branch) {
    marks.hit(branch);
  }

  /** Whether plain writes have to leave the item alone. */
  boolean keeps(Binary rowKey) {
    return pending.has(rowKey);
  }

  /** The least timestamp of a write of an item. */
  long timestampMs(LeaderRows.ItemRow before) {
    return Math.max(clock.wallMillis(), writtenMs(before));
  }

  /** When the item was last written. */
  private long writtenMs(LeaderRows.ItemRow before) {
    if (before.index() > 0) {
      return proposedMs;
    }
    return before.view() == null ? deletions.highestMs() : before.timestampMs();
  }

  /** What a command with a deletion has to say besides; called before it is proposed. */
  List<LogCommand.Row> clockRow(long timestampMs) {
    byte[] row = deletions.rowFor(timestampMs);
    return row == null
        ? List.of()
        : List.of(new LogCommand.Row.Store(SideRows.clock(partition), row));
  }

  /** A write is proposed. */
  void proposed(long timestampMs, boolean deletes) {
    proposedMs = Math.max(proposedMs, timestampMs);
    if (deletes) {
      deletions.deleted(timestampMs);
    }
  }

  void handle(TransactionRequest step, Consumer<PartitionResponse> reply) {
    PartitionResponse refusal = proposals.refusal();
    if (refusal != null) {
      proposals.answer(reply, refusal);
      return;
    }
    switch (step) {
      case TransactionRequest.Prepare prepare when puts(prepare.actions()) && !rows.haveRoom() ->
          proposals.answer(reply, ItemWrites.NO_ROOM);
      case TransactionRequest.Write write when puts(write.actions()) && !rows.haveRoom() ->
          proposals.answer(reply, ItemWrites.NO_ROOM);
      case TransactionRequest.Prepare prepare -> prepare(prepare, reply);
      case TransactionRequest.Write write -> write(write, reply);
      case TransactionRequest.Finish finish -> finish(finish, reply);
      case TransactionRequest.Read read -> read(read, reply);
    }
  }

  private static boolean puts(List<Action> actions) {
    return actions.stream()
        .anyMatch(action -> !(action.write().mutation() instanceof Mutation.Delete));
  }

  private void prepare(TransactionRequest.Prepare prepare, Consumer<PartitionResponse> reply) {
    if (!pending.hasRoom(prepare.actions().size())) {
      proposals.answer(reply, new PartitionResponse.Busy("too many items are prepared"));
      return;
    }
    Draft committed = new Draft();
    ActionsJudged judged = judge(prepare.actions(), committed);
    long laterThanMs = judged.writtenMs() < prepare.timestampMs() ? 0 : judged.writtenMs();
    if (judged.refused() || laterThanMs > 0) {
      marks.hit(laterThanMs > 0 ? NodeBranch.PREPARE_TOO_EARLY : NodeBranch.PREPARE_REFUSED);
      stay(judged.index(), new TransactionResponse.Rejected(judged.reasons(), laterThanMs), reply);
      return;
    }
    if (tooLarge(committed.bytesAtWorst(), reply)) {
      return;
    }
    long wallMs = clock.wallMillis();
    List<LogCommand.Row> prepared = new ArrayList<>();
    for (ActionsJudged.Item item : judged.items()) {
      PendingRow row =
          new PendingRow(
              prepare.id(), prepare.timestampMs(), wallMs, item.effect(), item.encoded());
      prepared.add(
          new LogCommand.Row.Store(
              SideRows.pending(partition, item.rowKey().bytes()), row.encode()));
    }
    LogCommand command = new LogCommand(wallMs, 0, 0, prepared);
    long index =
        proposals.propose(
            command,
            new PartitionResponse.Transacted(new TransactionResponse.Accepted(judged.sizes())),
            reply);
    if (index > 0) {
      long now = clock.nanos();
      judged.items().forEach(item -> pending.add(prepare.id(), item.rowKey(), now));
      rows.proposed(index, command);
      tickLater();
    }
  }

  /** Whether the transaction is refused since its entry could not be sent to other nodes. */
  private boolean tooLarge(long bytes, Consumer<PartitionResponse> reply) {
    if (bytes <= TransactionLimits.ENTRY_BYTES_MAX) {
      return false;
    }
    proposals.answer(reply, new PartitionResponse.Refused(TransactionLimits.payload(bytes)));
    return true;
  }

  private ActionsJudged judge(List<Action> actions, Draft draft) {
    return ActionsJudged.of(
        actions, partition, rows, commands, draft, this::keeps, this::writtenMs);
  }

  private void write(TransactionRequest.Write write, Consumer<PartitionResponse> reply) {
    TransactionId id = write.id();
    if (id != null && answerDone(id, reply)) {
      return;
    }
    Draft draft = new Draft();
    ActionsJudged judged = judge(write.actions(), draft);
    if (judged.refused()) {
      stay(judged.index(), new TransactionResponse.Rejected(judged.reasons(), 0), reply);
      return;
    }
    if (tooLarge(draft.bytes(), reply)) {
      return;
    }
    // Nobody else takes part, so the timestamp can be made to fit.
    long timestampMs = Math.max(write.timestampMs(), judged.writtenMs() + 1);
    if (id != null) {
      draft.add(
          new LogCommand.Row.Store(
              SideRows.done(partition, id), new DoneRow(true, clock.wallMillis()).encode()));
    }
    propose(
        draft,
        timestampMs,
        judged.items().stream().anyMatch(item -> item.effect() == Effect.DELETE),
        new PartitionResponse.Transacted(new TransactionResponse.Accepted(judged.sizes())),
        reply);
    if (id != null) {
      buckets.note(id.bucket(), clock.nanos());
      tickLater();
    }
  }

  /** Whether the transaction was here, or must not be any more; then that is answered. */
  private boolean answerDone(TransactionId id, Consumer<PartitionResponse> reply) {
    byte[] key = SideRows.done(partition, id);
    LeaderRows.OtherRow found = rows.other(key);
    byte[] row = found.value();
    if (row == null) {
      return false;
    }
    marks.hit(NodeBranch.DONE_BEFORE);
    stay(found.index(), new TransactionResponse.Finished(DoneRow.decode(row).written()), reply);
    return true;
  }

  private void finish(TransactionRequest.Finish finish, Consumer<PartitionResponse> reply) {
    TransactionId id = finish.id();
    if (finish.seal() && answerDone(id, reply)) {
      return;
    }
    List<Binary> rowKeys = pending.of(id);
    if (rowKeys.isEmpty() && !finish.seal()) {
      marks.hit(NodeBranch.FINISH_FINDS_NOTHING);
      stay(finishing.getOrDefault(id, 0L), new TransactionResponse.Finished(false), reply);
      return;
    }
    Draft draft = new Draft().decided();
    long timestampMs = clock.wallMillis();
    boolean deletes = false;
    for (Binary rowKey : rowKeys) {
      byte[] key = SideRows.pending(partition, rowKey.bytes());
      if (finish.commit()) {
        byte[] stored = rows.other(key).value();
        if (stored == null) {
          throw new IllegalStateException("a pending row of partition " + partition + " is gone");
        }
        PendingRow row = PendingRow.decode(stored);
        timestampMs = row.timestampMs();
        deletes |= row.effect() == Effect.DELETE;
        if (row.effect() != Effect.CHECK) {
          commands.add(draft, rowKey, rows.item(rowKey).view(), row.item(), false);
        }
      }
      draft.add(new LogCommand.Row.Delete(key));
    }
    if (finish.seal()) {
      marks.hit(NodeBranch.SEALED);
      draft.add(
          new LogCommand.Row.Store(
              SideRows.done(partition, id), new DoneRow(false, clock.wallMillis()).encode()));
    }
    long index =
        propose(
            draft,
            timestampMs,
            deletes,
            new PartitionResponse.Transacted(new TransactionResponse.Finished(false)),
            reply);
    if (index > 0) {
      pending.remove(id);
      finishing.put(id, index);
      if (finish.seal()) {
        buckets.note(id.bucket(), clock.nanos());
        tickLater();
      }
    }
  }

  private long propose(
      Draft draft,
      long timestampMs,
      boolean deletes,
      PartitionResponse response,
      Consumer<PartitionResponse> reply) {
    if (deletes) {
      clockRow(timestampMs).forEach(draft::add);
    }
    long index = commands.propose(draft, timestampMs, response, reply);
    if (index > 0) {
      proposed(timestampMs, deletes);
    }
    return index;
  }

  private void stay(long index, TransactionResponse response, Consumer<PartitionResponse> reply) {
    proposals.answerStay(index, new PartitionResponse.Transacted(response), reply);
  }

  /** For a replica that serves strong reads now. */
  private void read(TransactionRequest.Read read, Consumer<PartitionResponse> reply) {
    proposals.answer(reply, TransactionReads.response(reads.now(read.rowKeys())));
  }

  /** One timer at most, and none for longer than there is something to look after. */
  private void tickLater() {
    if (!ticking && (!pending.isEmpty() || !buckets.isEmpty())) {
      ticking = true;
      replica.schedule(TICK_NANOS, this::tick);
    }
  }

  private void tick() {
    ticking = false;
    if (!replica.leads()) {
      return;
    }
    long now = clock.nanos();
    for (PendingItems.Waiting waiting : pending.waiting(now, WAITED_NANOS, ASKED_AT_A_TIME)) {
      marks.hit(NodeBranch.COORDINATOR_AWAY);
      replica.waits(waiting.id(), waiting.waitedNanos());
    }
    long bucket = buckets.takeOld(now, DONE_NANOS);
    if (bucket >= 0) {
      removeDone(bucket);
    }
    tickLater();
  }

  private void removeDone(long bucket) {
    ByteRange range = SideRows.done(partition, bucket);
    LogCommand command =
        new LogCommand(
            clock.wallMillis(),
            0,
            0,
            List.of(new LogCommand.Row.DeleteRange(range.from(), range.to())));
    long index =
        proposals.propose(command, new PartitionResponse.Written(null, 0, 0), response -> {});
    if (index == 0) {
      buckets.note(bucket, clock.nanos());
    }
  }
}
