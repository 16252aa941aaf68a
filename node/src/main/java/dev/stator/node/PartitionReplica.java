package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.ReplicationGroup.Proposal;
import dev.stator.node.copy.Rebuilds;
import dev.stator.node.meta.RebuildMark;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One storage replica of a partition: evaluates writes at the leader, proposes them, applies what
 * is committed. Its state belongs to the replication group's serial executor.
 */
final class PartitionReplica implements HostedReplica, Proposals, Participant.Surroundings {
  private static final long STALL_RETRY_NANOS = 500_000_000L;

  private final long partition;
  private final Engine engine;
  private final Clock clock;
  private final NodeOptions options;
  private final RowObserver observer;
  private final Surroundings node;
  private final Applier applier;
  private final Healing healing;
  private final Overlay overlay = new Overlay();
  private final Traits traits = new Traits();
  private final StreamShards shards;
  private final ChangeBacklog backlog;
  private final ChangeTrimmer trimmer;
  private final Participant participant;
  private final LeadBeginning beginning;
  private final ItemWrites writes;
  private final Upkeep upkeep;
  private final PendingReplies replies = new PendingReplies(this::answer);
  private final ProposedCommands proposed = new ProposedCommands();
  private final ReplyDeadlines deadlines;
  private volatile @Nullable ReplicationGroup group;
  private volatile boolean retired;

  /** Leading, and everything committed before this term is in the engine. */
  private volatile boolean upToDate;

  private boolean begun;

  /** Whether the observer knows all rows, as it does but for a rebuild. */
  private boolean rebuilt = true;

  private long leadingTerm;
  private long lastProposed;
  private long termToServe;

  PartitionReplica(
      long partition,
      Engine engine,
      Clock clock,
      NodeOptions options,
      RowObserver observer,
      Rebuilds rebuilds,
      Surroundings node) {
    this.partition = partition;
    this.engine = engine;
    this.clock = clock;
    this.options = options;
    this.observer = observer;
    this.node = node;
    this.deadlines = new ReplyDeadlines(replies, clock, this::executor, options.replyNanosMax());
    LeaderRows rows = new LeaderRows(engine, overlay);
    this.shards = new StreamShards(partition);
    this.backlog =
        new ChangeBacklog(
            partition,
            options.changesWaitingBytesMax(),
            engine,
            traits,
            rows,
            this::executor,
            node::problem);
    ItemCommands commands = new ItemCommands(partition, traits, rows, shards, backlog, this);
    this.participant =
        new Participant(partition, engine, rows, commands, clock, options.marks(), this, this);
    this.applier =
        new Applier(
            partition, engine, participant.reads(), options.stalledBytesMax(), new Applied());
    this.writes =
        new ItemWrites(partition, clock, rows, commands, participant, this, node::problem);
    this.upkeep =
        new Upkeep(partition, clock, engine, traits, rows, shards, applier::statistics, this);
    this.trimmer =
        new ChangeTrimmer(
            partition, engine, clock, traits, rows, this, this::executor, node::problem);
    this.beginning =
        new LeadBeginning(
            this, engine, clock, traits, shards, backlog, trimmer, participant, node::problem);
    this.healing =
        new Healing(partition, Membership.Kind.STORAGE, applier, rebuilds, node, this::noticeWhole);
  }

  /** Called once, before the replica can be found by anyone. */
  void joined(ReplicationGroup replicationGroup) {
    group = replicationGroup;
    applier.isFor(replicationGroup.status().self());
  }

  /** From now on the replica serves when it leads. On the executor, after {@link #joined}. */
  @Override
  public void begin() {
    begun = true;
    rebuilt = applier.mark() == null;
    participant.reads().rowsAsOf(applier.position().index());
    healing.begin(group());
    applier.retry();
    serveIfDrained();
  }

  @Override
  public ReplicationGroup group() {
    ReplicationGroup joined = group;
    Check.that(joined != null, "a replica has joined its group before it is used");
    return Objects.requireNonNull(joined);
  }

  @Override
  public long partition() {
    return partition;
  }

  private SerialExecutor executor() {
    return group().executor();
  }

  /** Leads, and has applied all that was committed before; any thread. */
  @Override
  public boolean leads() {
    return upToDate;
  }

  @Override
  public boolean servesStrongReads() {
    return upToDate && group().servesStrongReads();
  }

  /**
   * For a strong read that comes while there is no lease; any thread.
   *
   * @param may runs once, on the executor: whether the store may be read now, not another replica.
   *     While this one gives the lead away that waits; while it leads it asks a quorum
   */
  void withoutLease(Consumer<Boolean> may) {
    executor().execute(() -> mayRead(may));
  }

  private void mayRead(Consumer<Boolean> may) {
    if (servesStrongReads()) {
      may.accept(true);
    } else if (!group().awaitSuccessor(() -> mayRead(may))) {
      group().barrier(passed -> may.accept(passed && upToDate));
    }
  }

  /** Whether eventually consistent reads may be answered; any thread. */
  boolean servesWeakReads() {
    return whole() && applier.isMember();
  }

  /** Any thread. A read that finds this true after it read may have seen rows disappear. */
  boolean retired() {
    return retired;
  }

  /** Whether the store has the partition as of one index. Any thread; to be asked after a read. */
  boolean whole() {
    return !retired && applier.whole();
  }

  /** The index up to which the engine holds this replica's rows; any thread. */
  @Override
  public long appliedInEngine() {
    return applier.position().index();
  }

  @Override
  public long trimmable() {
    return applier.trimmable();
  }

  /** How many items the replica holds and their bytes; any thread. */
  PartitionResponse statistics() {
    return applier.statistics();
  }

  /** On the executor. */
  void write(WriteItem request, Consumer<PartitionResponse> reply) {
    if (!group().awaitSuccessor(() -> write(request, reply))) {
      writes.write(request, reply);
    }
  }

  /** Deletes an item if it is expired now, unapplied writes included. On the executor. */
  void expire(byte[] rowKey, String attribute, Consumer<PartitionResponse> reply) {
    if (!group().awaitSuccessor(() -> expire(rowKey, attribute, reply))) {
      writes.expire(rowKey, attribute, reply);
    }
  }

  /** For read transactions; any thread. */
  TransactionReads transactionReads() {
    return participant.reads();
  }

  /** A step of a transaction. On the executor. */
  void transact(TransactionRequest step, Consumer<PartitionResponse> reply) {
    if (group().awaitSuccessor(() -> transact(step, reply))) {
      return;
    }
    if (step instanceof TransactionRequest.Read && !servesStrongReads()) {
      mayRead(may -> {
        if (may) {
          take(step, reply);
        } else {
          answer(reply, notLeader());
        }
      });
    } else {
      take(step, reply);
    }
  }

  private void take(TransactionRequest step, Consumer<PartitionResponse> reply) {
    attempt("take part in a transaction", () -> participant.handle(step, reply), reply);
  }

  /** What the cluster asks for to keep indexes and streams. On the executor. */
  void keep(PartitionRequest.Upkeep request, Consumer<PartitionResponse> reply) {
    if (group().awaitSuccessor(() -> keep(request, reply))) {
      return;
    }
    attempt("be kept", () -> upkeep.handle(request, reply), reply);
  }

  private void attempt(String what, Runnable task, Consumer<PartitionResponse> reply) {
    try {
      task.run();
    } catch (RuntimeException failed) {
      node.problem("Partition " + partition + " could not " + what + ": " + failed);
      answer(reply, new PartitionResponse.Failed(String.valueOf(failed.getMessage())));
    }
  }

  @Override
  public @Nullable PartitionResponse refusal() {
    if (retired) {
      return new PartitionResponse.NotHosted();
    }
    if (leadingTerm == 0) {
      return notLeader();
    }
    if (applier.stalled()) {
      return new PartitionResponse.Failed(applier.stallReason());
    }
    if (replies.size() >= options.repliesWaitingMax()) {
      return new PartitionResponse.Busy("too many writes of this partition wait");
    }
    return null;
  }

  /**
   * An answer that changes nothing. When it rests on an unapplied write it waits for that: the
   * write may yet be lost. A leader that cannot know whether it still leads proves it with an entry
   * proposed after the evaluation; that an earlier one commits would not do, since its commit may
   * be news of long ago.
   */
  @Override
  public void answerStay(
      long index, PartitionResponse response, Consumer<PartitionResponse> reply) {
    if (!servesStrongReads()) {
      propose(LogCommand.nothing(clock.wallMillis()), response, reply);
    } else if (index == 0) {
      answer(reply, response);
    } else {
      deadlines.await(index, leadingTerm, response, reply);
    }
  }

  @Override
  public long propose(
      LogCommand command, PartitionResponse response, Consumer<PartitionResponse> reply) {
    switch (group().propose(command.encode())) {
      case Proposal.Appended appended -> {
        lastProposed = appended.index();
        proposed.add(appended.index(), appended.term(), command);
        deadlines.await(appended.index(), appended.term(), response, reply);
        return appended.index();
      }
      case Proposal.NotLeader notLeader ->
          answer(reply, HostedReplica.notLeader(notLeader.leader()));
      case Proposal.Busy busy -> answer(reply, node.logRefuses());
    }
    return 0;
  }

  /** Whoever asked must not be able to stop the replica. */
  @Override
  public void answer(Consumer<PartitionResponse> reply, PartitionResponse response) {
    try {
      reply.accept(response);
    } catch (RuntimeException failed) {
      node.problem("An answer of partition " + partition + " could not be given: " + failed);
    }
  }

  @Override
  public long lastIndex() {
    return Math.max(lastProposed, appliedIndex());
  }

  @Override
  public long appliedIndex() {
    return applier.position().index();
  }

  @Override
  public void apply(List<LogEntry> entries, long throughIndex) {
    applier.apply(entries, throughIndex);
  }

  @Override
  public @Nullable RebuildPoint rebuilding() {
    RebuildMark mark = applier.mark();
    return mark == null ? null : mark.point();
  }

  @Override
  public void rebuild(RebuildPoint point, String from, Runnable noted) {
    stopServing();
    forgetProposals("this replica must be rebuilt");
    rebuilt = false;
    healing.rebuild(group(), point, from, noted);
  }

  private void noticeWhole() {
    if (!rebuilt && applier.whole()) {
      rebuilt = true;
      participant.reads().rowsAsOf(applier.position().index());
      observer.rebuilt(engine, applier.position().index());
    }
  }

  @Override
  public void leading(long term) {
    termToServe = term;
    serveIfDrained();
  }

  /** A leader whose engine lags behind its log must not serve: it lacks acknowledged writes. */
  void serveIfDrained() {
    boolean drained = begun && !retired && termToServe != 0 && !applier.stalled();
    if (drained && beginning.read()) {
      leadingTerm = termToServe;
      termToServe = 0;
      upToDate = true;
      tellFeeds();
      observer.leading();
      node.looksDifferent(partition);
    }
  }

  @Override
  public void notLeading(@Nullable String leader) {
    stopServing();
    forgetProposals("the leader of the partition has changed");
  }

  /** Feeds begin when what they are told of is applied. */
  private void tellFeeds() {
    PartitionTraits now = traits.latest();
    if (now != null && traits.unappliedIndex() == 0) {
      node.changes().leads(partition, now);
    }
  }

  private void stopServing() {
    if (leadingTerm != 0) {
      node.changes().leadsNoMore(partition);
    }
    upToDate = false;
    leadingTerm = 0;
    termToServe = 0;
  }

  void forgetProposals(String reason) {
    overlay.clear();
    traits.forget();
    shards.forget();
    backlog.forget();
    trimmer.stop();
    lastProposed = 0;
    participant.forget();
    proposed.clear();
    replies.abandon(reason);
  }

  /** Serves and writes nothing any more. On the executor. */
  @Override
  public void retire() {
    retired = true;
    stopServing();
    healing.stop();
    applier.stop();
    forgetProposals("the partition is being deleted");
    observer.retired();
  }

  @Override
  public void schedule(long nanos, Runnable task) {
    executor().schedule(nanos, task);
  }

  @Override
  public void waits(TransactionId id, long waitedNanos) {
    node.transactionWaits(partition, id, waitedNanos);
  }

  /** The applier's side of the replica. */
  private final class Applied implements Applier.Listener {
    private boolean retryArmed;

    @Override
    public LogCommand command(LogEntry entry) {
      return proposed.of(entry);
    }

    @Override
    public void applied(LogEntry entry, LogCommand command) {
      for (LogCommand.Row row : command.rows()) {
        overlay.applied(row.key(), entry.index());
      }
      boolean configured = traits.unappliedIndex() == entry.index();
      traits.applied(entry.index());
      if (leadingTerm != 0 && configured) {
        tellFeeds();
      }
      if (leadingTerm != 0 && !command.changes().isEmpty()) {
        trimmer.changed();
        node.changes().changed(partition);
      }
      participant.applied(entry.index());
      if (rebuilt) {
        observer.applied(entry.index(), command);
      }
      replies.applied(entry.index(), entry.term());
      if (entry.kind() == EntryKind.MEMBERSHIP && leadingTerm != 0) {
        node.looksDifferent(partition);
      }
    }

    @Override
    public void drained() {
      healing.drained();
      noticeWhole();
      serveIfDrained();
      node.applied();
    }

    @Override
    public void stalled(EngineException cause) {
      node.stalled(partition, cause);
    }

    @Override
    public void retryLater() {
      if (begun && !retryArmed) {
        retryArmed = true;
        executor()
            .schedule(
                STALL_RETRY_NANOS,
                () -> {
                  retryArmed = false;
                  applier.retry();
                });
      }
    }
  }
}
