package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.change.ChangeListener;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.message.NodeClient;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.host.GroupHost;
import dev.stator.node.copy.CopyOptions;
import dev.stator.node.copy.CopySource;
import dev.stator.node.copy.Rebuilds;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.SharedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
  private final LongSupplier freeBytes;
  private final NodeOptions options;
  private final Reads reads;
  private final LogTrimmer trimmer;
  private final SerialExecutor housekeeping;
  private final ConcurrentSkipListMap<Long, HostedReplica> replicas = new ConcurrentSkipListMap<>();
  private final Rebuilds rebuilds;
  private final Departures departures;
  private final Arrivals arrivals;
  private final Transitions transitions = new Transitions();
  private volatile Runnable systemLeads = () -> {};
  private volatile LongConsumer ledChanges = partition -> {};
  private volatile ChangeListener changes = ChangeListener.NONE;
  private final StalledTransactions.Relay stalled = new StalledTransactions.Relay();
  private final Surroundings surroundings;

  /**
   * @param view gets what the system table's replica applies
   * @param rpc other nodes copy rows from here by it, and this one from them
   * @param mayBegin whether a partition may be made here from nothing as a first member: false for
   *     those that may have been here in a folder that was lost
   * @param authority is asked before a replica is made from nothing
   * @param freeBytes how much room there is; may block
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
      LongPredicate mayBegin,
      Authority authority,
      LongSupplier freeBytes,
      NodeOptions options,
      Consumer<String> problems) {
    this.engine = engine;
    this.log = log;
    this.host = host;
    this.clock = clock;
    this.view = view;
    this.freeBytes = freeBytes;
    this.options = options;
    this.reads =
        new Reads(
            engine,
            new PageLanes(scheduler, "page", options.pageLanes(), options.pagesWaitingMax()),
            problems);
    this.housekeeping = scheduler.blocking("housekeeping");
    this.trimmer =
        new LogTrimmer(
            log, engine, housekeeping, replicas::values, clock, problems, options.flushLogBytes());
    this.surroundings =
        new NodeSurroundings(
            log, trimmer, problems, () -> changes, led -> ledChanges.accept(led), stalled);
    CopyOptions copy = options.copy();
    this.rebuilds = new Rebuilds(engine, rpc, scheduler.blocking("rebuild"), clock, copy, problems);
    this.departures = new Departures(engine, host, rebuilds, housekeeping, problems);
    Conversions conversions =
        new Conversions(
            engine,
            log,
            host,
            transitions,
            here -> open(here, opened -> {}),
            housekeeping,
            problems);
    this.arrivals =
        new Arrivals(
            engine,
            log,
            host,
            mayBegin,
            authority,
            departures,
            conversions,
            transitions,
            housekeeping,
            replicas::get,
            this::open,
            problems);
    PageLanes copies = new PageLanes(scheduler, "copy", copy.readLanes(), copy.readsWaitingMax());
    rpc.serve(Services.COPY, new CopySource(engine, this::hasWhole, copies::offer, problems));
  }

  private boolean hasWhole(long partition) {
    return replicas.get(partition) instanceof PartitionReplica replica && replica.whole();
  }

  /**
   * Opens all groups that this node's own log and store know, the system table's first.
   *
   * @param systemLeads runs whenever the system table is led here
   * @param ready runs when all are open, and those that have no other member serve
   */
  public void start(Runnable systemLeads, Runnable ready) {
    this.systemLeads = systemLeads;
    trimmer.start();
    List<LocalGroup> groups = new ArrayList<>();
    for (long partition : LocalGroup.partitions(engine, log)) {
      LocalGroup group =
          LocalGroup.leftOver(partition, engine, log)
              ? null
              : LocalGroup.find(partition, host.node(), engine, log);
      if (group != null) {
        groups.add(group);
      }
    }
    AtomicInteger waiting = new AtomicInteger(groups.size() + 1);
    Consumer<Boolean> oneMore =
        served -> {
          if (waiting.decrementAndGet() == 0) {
            ready.run();
          }
        };
    groups.forEach(group -> open(group, oneMore));
    oneMore.accept(true);
  }

  /**
   * Begins the system table's group, as one of its first members. Before {@link #start}, which then
   * finds it.
   *
   * @param durable runs when that is synced, on any thread
   */
  public void beginSystemTable(Placement placement, Runnable durable) {
    host.bootstrap(SystemTables.PARTITION, LocalGroup.membership(placement), durable);
  }

  @Override
  public void host(Placement placement, Consumer<Boolean> reply) {
    arrivals.host(placement, true, reply);
  }

  /**
   * As {@link #host}, when nobody but the placement says so: a replica that may have been here, and
   * was lost, is not made again.
   */
  void hostPlaced(Placement placement, Consumer<Boolean> reply) {
    arrivals.host(placement, false, reply);
  }

  /** The reply gets true when the replica is open and, if it is the only one, when it serves. */
  private void open(LocalGroup group, Consumer<Boolean> reply) {
    long partition = group.partition();
    boolean alone = group.base().voters().size() == 1 && group.base().learners().isEmpty();
    FirstLead first = new FirstLead(alone ? reply : served -> {});
    switch (group.kind()) {
      case STORAGE -> openStorage(group, partition == SystemTables.PARTITION ? feed(first) : first);
      case LOG -> openLog(group);
    }
    transitions.end(partition);
    if (!alone) {
      reply.accept(true);
    }
  }

  private SystemTableFeed feed(FirstLead first) {
    return new SystemTableFeed(
        view,
        () -> {
          systemLeads.run();
          first.leading();
        });
  }

  private void openStorage(LocalGroup group, RowObserver observer) {
    PartitionReplica replica =
        new PartitionReplica(
            group.partition(), engine, clock, options, observer, rebuilds, surroundings);
    if (observer instanceof SystemTableFeed feed && replica.whole()) {
      feed.load(engine, replica.appliedInEngine());
    }
    replica.joined(host.open(group.partition(), group.replica(), group.base(), replica));
    opened(replica);
  }

  private void openLog(LocalGroup group) {
    LogReplica replica = new LogReplica(group.partition(), engine, options, rebuilds, surroundings);
    replica.joined(host.open(group.partition(), group.replica(), group.base(), replica));
    opened(replica);
  }

  private void opened(HostedReplica replica) {
    replicas.put(replica.partition(), replica);
    replica.group().executor().execute(replica::begin);
  }

  /** Whether a replica of the partition is open here. */
  public boolean hosts(long partition) {
    return replicas.containsKey(partition);
  }

  /** All partitions that the node has a replica of, in order. */
  public List<Long> hosted() {
    return List.copyOf(replicas.keySet());
  }

  /** Partitions of which something is here that belongs to no replica. */
  List<Long> leftOvers() {
    return LocalGroup.partitions(engine, log).stream().filter(this::isNobodys).toList();
  }

  private boolean isNobodys(long partition) {
    return !hosts(partition) && LocalGroup.isNobodys(partition, host.node(), engine, log);
  }

  /** Whether this node's replica leads the partition and has applied all that was before. */
  public boolean leads(long partition) {
    return replicas.get(partition) instanceof PartitionReplica replica && replica.leads();
  }

  /** Has somebody hear of changes of partitions that are led here. Before {@link #start}. */
  public void onChanges(ChangeListener listener) {
    changes = listener;
  }

  /** Has somebody hear of each group that is led here from now on, or has a new membership. */
  void onLedChange(LongConsumer listener) {
    ledChanges = listener;
  }

  /** Has somebody hear from now on of transactions that are not finished here. */
  public void onStalledTransaction(StalledTransactions listener) {
    stalled.to(listener);
  }

  @Nullable ReplicationGroup group(long partition) {
    HostedReplica replica = replicas.get(partition);
    return replica == null ? null : replica.group();
  }

  /** Whether this node's replica leads the partition for certain, at this moment. */
  public boolean leadsForCertain(long partition) {
    HostedReplica replica = replicas.get(partition);
    return replica != null && replica.servesStrongReads();
  }

  /** What this node knows of a partition's group; null when it does not host it. Any thread. */
  public @Nullable GroupStatus status(long partition) {
    HostedReplica replica = replicas.get(partition);
    return replica == null ? null : replica.group().status();
  }

  /** Whether a membership that knows of this node's replica has it no more. */
  boolean leftOut(Placement placement) {
    HostedReplica replica = replicas.get(placement.partition());
    return replica != null && replica.leftOut(placement);
  }

  @Override
  public void freeBytes(Consumer<Long> reply) {
    housekeeping.execute(() -> reply.accept(freeBytes.getAsLong()));
  }

  @Override
  public void retire(long partition, Consumer<Boolean> reply) {
    if (partition == SystemTables.PARTITION) {
      reply.accept(false);
    } else {
      letGo(partition, reply);
    }
  }

  /** Removes what is there of a partition and belongs to no replica. */
  void clear(long partition, Consumer<Boolean> reply) {
    if (isNobodys(partition)) {
      letGo(partition, this::isNobodys, reply);
    } else {
      reply.accept(true);
    }
  }

  /** Nothing may make the replica anew before all of this one is gone. */
  void letGo(long partition, Consumer<Boolean> reply) {
    letGo(partition, any -> true, reply);
  }

  /** Asks again when nobody else can make or remove a replica. */
  private void letGo(long partition, LongPredicate still, Consumer<Boolean> reply) {
    if (!transitions.begin(partition)) {
      reply.accept(false);
      return;
    }
    if (!still.test(partition)) {
      transitions.end(partition);
      reply.accept(true);
      return;
    }
    departures.leave(
        partition,
        replicas.remove(partition),
        done -> {
          transitions.end(partition);
          reply.accept(done);
        });
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
      case PartitionRequest.ReadRow read -> reads.row(replica, read, reply);
      case PartitionRequest.ReadStatistics statistics -> reads.statistics(replica, reply);
      case PartitionRequest.ReadPage page -> reads.page(replica, page, reply);
      case PartitionRequest.WriteItem write ->
          replica.group().executor().execute(() -> replica.write(write, reply));
      case PartitionRequest.ReadChanges read -> reads.changes(replica, read, reply);
      case PartitionRequest.ReadShards read -> reads.shards(replica, read, reply);
      case PartitionRequest.ReadFeeds read -> reads.feeds(replica, read, reply);
      case PartitionRequest.Upkeep upkeep ->
          replica.group().executor().execute(() -> replica.keep(upkeep, reply));
      case PartitionRequest.Transact transact -> reads.transact(replica, transact.step(), reply);
    }
  }

  /** Has the leader's replica delete an item if that is expired still. */
  void expire(long partition, byte[] rowKey, String attribute, Consumer<PartitionResponse> reply) {
    if (replicas.get(partition) instanceof PartitionReplica replica) {
      replica.group().executor().execute(() -> replica.expire(rowKey, attribute, reply));
    } else {
      reply.accept(new PartitionResponse.NotHosted());
    }
  }

  /** Makes everything durable, so that the next start replays little. Blocks. */
  public void flush() {
    trimmer.flushAndTrim();
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
}
