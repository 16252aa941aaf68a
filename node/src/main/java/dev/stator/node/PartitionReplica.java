package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.ReplicationGroup.Proposal;
import dev.stator.consensus.StateMachine;
import dev.stator.model.item.ItemView;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.DamagedDataException;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One storage replica of a partition: evaluates writes at the leader, proposes them, applies what
 * is committed. Its state belongs to the replication group's serial executor.
 */
final class PartitionReplica implements StateMachine {
  private final long partition;
  private final Engine engine;
  private final Clock clock;
  private final RowObserver observer;
  private final Applier applier;
  private final Overlay overlay = new Overlay();
  private final PendingReplies replies = new PendingReplies();
  private @Nullable ReplicationGroup group;
  private long leadingTerm;
  private long termToServe;
  private boolean retired;

  /** Leading, and everything committed before this term is in the engine. */
  private volatile boolean upToDate;

  PartitionReplica(
      long partition, Engine engine, Clock clock, RowObserver observer, EngineFaults faults) {
    this.partition = partition;
    this.engine = engine;
    this.clock = clock;
    this.observer = observer;
    this.applier = new Applier(partition, engine, faults, this::applied, this::serveIfDrained);
  }

  void joined(ReplicationGroup replicationGroup) {
    this.group = replicationGroup;
  }

  ReplicationGroup group() {
    ReplicationGroup joined = group;
    Check.that(joined != null, "a replica has joined its group before it is used");
    return java.util.Objects.requireNonNull(joined);
  }

  long partition() {
    return partition;
  }

  SerialExecutor executor() {
    return group().executor();
  }

  /** Any thread. */
  boolean servesStrongReads() {
    return upToDate && group().servesStrongReads();
  }

  /** The index up to which the engine holds this replica's rows; any thread. */
  long appliedInEngine() {
    return applier.position().index();
  }

  /** How many items the replica holds and their bytes; any thread. */
  PartitionResponse statistics() {
    Applier.Position position = applier.position();
    return new PartitionResponse.Statistics(position.items(), position.bytes());
  }

  /** On the executor. */
  void write(WriteItem request, Consumer<PartitionResponse> reply) {
    if (retired) {
      reply.accept(new PartitionResponse.NotHosted());
      return;
    }
    if (leadingTerm == 0 || !servesStrongReads()) {
      reply.accept(new PartitionResponse.NotLeader(group().leader()));
      return;
    }
    if (applier.stalled()) {
      reply.accept(new PartitionResponse.Failed(applier.stallReason()));
      return;
    }
    byte[] rowKey = RowKeys.itemKey(partition, request.key());
    Overlay.Pending pending = overlay.find(rowKey);
    ItemView old;
    try {
      old = pending != null ? pending.view() : storedItem(rowKey);
    } catch (DamagedDataException damage) {
      reply.accept(new PartitionResponse.Failed(String.valueOf(damage.getMessage())));
      return;
    }
    switch (WriteEvaluator.evaluate(request, old)) {
      case WriteEvaluator.Decision.Stay stay -> answerStay(pending, stay.response(), reply);
      case WriteEvaluator.Decision.Change change -> propose(rowKey, change, reply);
    }
  }

  private @Nullable ItemView storedItem(byte[] rowKey) {
    byte[] row = engine.get(rowKey);
    return row == null ? null : StoredRow.of(row).view();
  }

  /** An answer that rests on an unapplied write waits for it: that write may yet be lost. */
  private void answerStay(
      Overlay.@Nullable Pending pending,
      PartitionResponse response,
      Consumer<PartitionResponse> reply) {
    if (pending == null) {
      reply.accept(response);
    } else {
      replies.add(pending.index(), leadingTerm, response, reply);
    }
  }

  private void propose(
      byte[] rowKey, WriteEvaluator.Decision.Change change, Consumer<PartitionResponse> reply) {
    LogCommand command =
        new LogCommand(
            clock.wallMillis(),
            change.kind(),
            change.response().newBytes() - change.response().oldBytes(),
            List.of(new LogCommand.Row(rowKey, change.item())));
    switch (group().propose(command.encode())) {
      case Proposal.Appended appended -> {
        overlay.put(rowKey, appended.index(), change.item());
        replies.add(appended.index(), appended.term(), change.response(), reply);
      }
      case Proposal.NotLeader notLeader ->
          reply.accept(new PartitionResponse.NotLeader(notLeader.leader()));
      case Proposal.Busy busy ->
          reply.accept(new PartitionResponse.Busy("too many writes of this partition in flight"));
    }
  }

  @Override
  public long appliedIndex() {
    return applier.position().index();
  }

  @Override
  public void apply(List<LogEntry> commands, long throughIndex) {
    if (!retired) {
      applier.apply(commands, throughIndex);
    }
  }

  private void applied(LogEntry entry, LogCommand command) {
    for (LogCommand.Row row : command.rows()) {
      overlay.applied(row.key(), entry.index());
    }
    observer.applied(command);
    replies.applied(entry.index(), entry.term());
  }

  @Override
  public void leading(long term) {
    termToServe = term;
    serveIfDrained();
  }

  /** A leader whose engine lags behind its log must not serve: it lacks acknowledged writes. */
  private void serveIfDrained() {
    if (termToServe != 0 && !applier.stalled()) {
      leadingTerm = termToServe;
      termToServe = 0;
      upToDate = true;
      observer.leading();
    }
  }

  @Override
  public void notLeading(@Nullable String leader) {
    stopServing();
    overlay.clear();
    replies.abandon("the leader of the partition has changed");
  }

  private void stopServing() {
    upToDate = false;
    leadingTerm = 0;
    termToServe = 0;
  }

  /** Serves nothing any more. On the executor. */
  void retire() {
    retired = true;
    stopServing();
    overlay.clear();
    replies.abandon("the partition is being deleted");
  }

  /** What a failing engine means to the node. */
  interface EngineFaults {
    /** The store refuses writes; the replica goes on trying. Said once per stall. */
    void stalled(long partition, EngineException cause);

    /** Runs {@code again} after a while, on the partition's executor. */
    void retryLater(long partition, Runnable again);
  }
}
