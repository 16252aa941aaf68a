package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.message.NodeClient;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.host.GroupHost;
import dev.stator.model.item.StoredRow;
import dev.stator.node.copy.CopyOptions;
import dev.stator.node.copy.CopySource;
import dev.stator.node.copy.Rebuilds;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.SharedLog;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A storage node: the partitions it hosts, over one engine and one shared log.
 *
 * <p>Reads of one row run on the caller's thread; pages run in lanes of their own; writes run on
 * the partition's serial executor. Strong reads need no queue: an answer to a write goes out only
 * after it is in the engine, so a leader's engine holds everything that was acknowledged.
 */
public final class StorageNode implements PartitionClient, NodeClient {
  private final Engine engine;
  private final SharedLog log;
  private final GroupHost host;
  private final Clock clock;
  private final SystemView view;
  private final TableDirectory directory;
  private final Membership membership;
  private final NodeOptions options;
  private final AtomicBoolean saidFullDisk = new AtomicBoolean();
  private final PageLanes lanes;
  private final LogTrimmer trimmer;
  private final SerialExecutor housekeeping;
  private final Consumer<String> problems;
  private final ConcurrentSkipListMap<Long, HostedReplica> replicas = new ConcurrentSkipListMap<>();
  private final Rebuilds rebuilds;
  private final AtomicBoolean tablesOpened = new AtomicBoolean();
  private final PartitionReplica.Surroundings surroundings = new Surroundings();

  /**
   * @param view gets what the system table's replica applies
   * @param directory what {@code view} publishes tables to
   * @param rpc other nodes copy rows from here by it, and this one from them
   * @param membership the members of every group of this node
   * @param problems gets a sentence for the operator about each thing that is wrong
   */
  public StorageNode(
      Engine engine,
      SharedLog log,
      GroupHost host,
      Scheduler scheduler,
      Clock clock,
      Rpc rpc,
      SystemView view,
      TableDirectory directory,
      Membership membership,
      NodeOptions options,
      Consumer<String> problems) {
    this.engine = engine;
    this.log = log;
    this.host = host;
    this.clock = clock;
    this.view = view;
    this.directory = directory;
    this.membership = membership;
    this.options = options;
    this.problems = problems;
    this.lanes = new PageLanes(scheduler, "page", options.pageLanes(), options.pagesWaitingMax());
    this.housekeeping = scheduler.blocking("housekeeping");
    this.trimmer =
        new LogTrimmer(
            log, engine, housekeeping, this::replicas, clock, problems, options.flushLogBytes());
    CopyOptions copy = options.copy();
    this.rebuilds = new Rebuilds(engine, rpc, scheduler.blocking("rebuild"), clock, copy, problems);
    PageLanes copies = new PageLanes(scheduler, "copy", copy.readLanes(), copy.readsWaitingMax());
    rpc.serve(Services.COPY, new CopySource(engine, this::hasWhole, copies::offer, problems));
  }

  private boolean hasWhole(long partition) {
    return replicas.get(partition) instanceof PartitionReplica replica && replica.whole();
  }

  /**
   * Opens the system table's replica and, once it leads, those of all tables.
   *
   * @param ready runs when every partition of this node serves
   */
  public void start(Runnable ready) {
    SystemTableFeed feed = new SystemTableFeed(view, () -> openTables(ready));
    open(
        SystemTables.PARTITION,
        feed,
        replica -> {
          if (replica.whole()) {
            feed.load(engine, replica.appliedInEngine());
          }
        });
  }

  /** Once only: a leader of the system table may lose the lead and win it again. */
  private void openTables(Runnable ready) {
    if (!tablesOpened.compareAndSet(false, true)) {
      return;
    }
    Set<Long> known = new HashSet<>();
    known.add(SystemTables.PARTITION);
    for (TableDescriptor table : directory.all()) {
      if (table.status() != TableStatus.DELETING) {
        for (PartitionRange range : table.partitions()) {
          known.add(range.id());
        }
      }
    }
    // Before anything else may make a partition that is not in this list.
    new OrphanSweeper(engine, log, host, problems).sweep(known);
    AtomicInteger waiting = new AtomicInteger(known.size());
    Runnable oneMore =
        () -> {
          if (waiting.decrementAndGet() == 0) {
            ready.run();
          }
        };
    for (long partition : known) {
      if (partition == SystemTables.PARTITION) {
        oneMore.run();
      } else {
        host(partition, served -> oneMore.run());
      }
    }
  }

  @Override
  public void host(long partition, Consumer<Boolean> reply) {
    HostedReplica replica = replicas.get(partition);
    if (replica != null) {
      reply.accept(replica instanceof PartitionReplica storage && storage.servesStrongReads());
      return;
    }
    open(partition, new FirstLead(reply), opened -> {});
  }

  /**
   * @param before runs before anything is applied
   */
  private void open(long partition, RowObserver observer, Consumer<PartitionReplica> before) {
    PartitionReplica replica =
        new PartitionReplica(partition, engine, clock, options, observer, rebuilds, surroundings);
    before.accept(replica);
    replica.joined(host.open(partition, host.node(), membership, replica));
    replicas.put(partition, replica);
    replica.group().executor().execute(replica::begin);
  }

  @Override
  public void retire(long partition, Consumer<Boolean> reply) {
    HostedReplica replica = replicas.remove(partition);
    Runnable remove = () -> housekeeping.execute(() -> removeRows(partition, reply));
    // A rebuild that was stopped may still be putting rows into the store.
    Runnable drop = () -> host.drop(partition, () -> rebuilds.afterStopped(remove));
    if (replica == null) {
      drop.run();
    } else {
      replica
          .group()
          .executor()
          .execute(() -> {
            replica.retire();
            drop.run();
          });
    }
  }

  private void removeRows(long partition, Consumer<Boolean> reply) {
    try {
      OrphanSweeper.removeRows(partition, engine);
    } catch (EngineException refused) {
      problems.accept(
          "Rows of a deleted partition could not be removed yet: " + refused.getMessage());
      reply.accept(false);
      return;
    }
    reply.accept(true);
  }

  @Override
  public void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
    switch (replicas.get(request.partition())) {
      case null -> reply.accept(new PartitionResponse.NotHosted());
      case LogReplica other -> reply.accept(other.notLeader());
      case PartitionReplica replica -> send(replica, request, reply);
    }
  }

  private void send(
      PartitionReplica replica, PartitionRequest request, Consumer<PartitionResponse> reply) {
    switch (request) {
      case PartitionRequest.ReadRow read -> readRow(replica, read, reply);
      case PartitionRequest.ReadStatistics statistics ->
          reply.accept(ifWhole(replica, replica.statistics()));
      case PartitionRequest.ReadPage page -> readPage(replica, page, reply);
      case PartitionRequest.WriteItem write ->
          replica.group().executor().execute(() -> replica.write(write, reply));
    }
  }

  private void readRow(
      PartitionReplica replica, PartitionRequest.ReadRow read, Consumer<PartitionResponse> reply) {
    if (!serves(replica, read.consistent())) {
      reply.accept(replica.notLeader());
      return;
    }
    PartitionResponse response;
    try {
      byte[] row = engine.get(read.rowKey());
      response = new PartitionResponse.Row(row == null ? null : StoredRow.of(row));
    } catch (RuntimeException failed) {
      response = failed(failed);
    }
    reply.accept(ifWhole(replica, response));
  }

  private static boolean serves(PartitionReplica replica, boolean consistent) {
    return consistent ? replica.servesStrongReads() : replica.whole();
  }

  /** An answer that was read while rows were taken away is none. */
  private static PartitionResponse ifWhole(PartitionReplica replica, PartitionResponse response) {
    if (replica.retired()) {
      return new PartitionResponse.NotHosted();
    }
    return replica.whole() ? response : replica.notLeader();
  }

  private void readPage(
      PartitionReplica replica, PartitionRequest.ReadPage page, Consumer<PartitionResponse> reply) {
    if (!lanes.offer(() -> answerPage(replica, page, reply))) {
      reply.accept(new PartitionResponse.Busy("too many pages wait to be read"));
    }
  }

  /** In a lane. Throws nothing, whatever the page or its reader does. */
  private void answerPage(
      PartitionReplica replica, PartitionRequest.ReadPage page, Consumer<PartitionResponse> reply) {
    PartitionResponse response;
    try {
      response =
          serves(replica, page.consistent()) ? PageReader.read(engine, page) : replica.notLeader();
    } catch (RuntimeException failed) {
      response = failed(failed);
    }
    try {
      reply.accept(ifWhole(replica, response));
    } catch (RuntimeException failed) {
      problems.accept("A page could not be answered: " + failed);
    }
  }

  /** Damage, or a bug in reading one thing: named, answered, and others are served on. */
  private PartitionResponse failed(RuntimeException failed) {
    problems.accept("A read failed: " + failed);
    return new PartitionResponse.Failed(String.valueOf(failed.getMessage()));
  }

  /** Makes everything durable, so that the next start replays little. Blocks. */
  public void flush() {
    trimmer.flushAndTrim();
  }

  private Collection<HostedReplica> replicas() {
    return replicas.values();
  }

  /**
   * The index that this node's rows of the partition are those of; -1 when it does not host the
   * partition, or not as a whole storage replica.
   */
  public long wholeThrough(long partition) {
    return replicas.get(partition) instanceof PartitionReplica replica && replica.whole()
        ? replica.appliedInEngine()
        : -1;
  }

  /** Answers once: when the replica leads, or when it is certain that it never will. */
  private static final class FirstLead implements RowObserver {
    private final Consumer<Boolean> reply;
    private boolean answered;

    FirstLead(Consumer<Boolean> reply) {
      this.reply = reply;
    }

    @Override
    public void applied(long index, LogCommand command) {}

    @Override
    public void leading() {
      answer(true);
    }

    @Override
    public void rebuilt(Engine engine, long applied) {}

    @Override
    public void retired() {
      answer(false);
    }

    private void answer(boolean ready) {
      if (!answered) {
        answered = true;
        reply.accept(ready);
      }
    }
  }

  /** What replicas need of the node. */
  private final class Surroundings implements PartitionReplica.Surroundings {
    @Override
    public void stalled(long partition, EngineException cause) {
      problems.accept(
          "The store refuses writes; partition "
              + partition
              + " takes none until it recovers: "
              + cause.getMessage());
    }

    @Override
    public void problem(String what) {
      problems.accept(what);
    }

    @Override
    public PartitionResponse logRefuses() {
      trimmer.logRefused();
      if (!log.full()) {
        return new PartitionResponse.Busy("too many writes are in flight");
      }
      if (saidFullDisk.compareAndSet(false, true)) {
        problems.accept("The disk is full: writes are refused until there is room, reads go on.");
      }
      return new PartitionResponse.Failed("the disk is full: writes wait for room, reads go on");
    }

    @Override
    public void applied() {
      if (saidFullDisk.get() && !log.full() && saidFullDisk.compareAndSet(true, false)) {
        problems.accept("The disk has room again: writes are taken.");
      }
      trimmer.maybeTrim();
    }
  }
}
