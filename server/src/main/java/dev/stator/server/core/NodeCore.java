package dev.stator.server.core;

import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.calls.RpcNodes;
import dev.stator.cluster.directory.DirectoryFollower;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.formation.ClusterRecord;
import dev.stator.cluster.formation.ClusterRecordFile;
import dev.stator.cluster.formation.Formation;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.table.NodeItems;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableControl;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.host.GroupHost;
import dev.stator.control.AutoAdmin;
import dev.stator.control.ControlClient;
import dev.stator.feeds.FeedOptions;
import dev.stator.feeds.IndexFeeds;
import dev.stator.model.Item;
import dev.stator.node.Authority;
import dev.stator.node.NodeOptions;
import dev.stator.node.PartitionService;
import dev.stator.node.Reconciler;
import dev.stator.node.Repairer;
import dev.stator.node.StorageNode;
import dev.stator.node.TtlSweeper;
import dev.stator.router.route.RoutingClient;
import dev.stator.router.route.RoutingOptions;
import dev.stator.router.transaction.TransactionOptions;
import dev.stator.router.transaction.Transactions;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node that belongs to a cluster: its storage, its part in the cluster's metadata, its way to all
 * other nodes, and AutoAdmin, which acts where the system table is led.
 */
public final class NodeCore {
  /** Executors on which requests of other nodes are read and answered. */
  private static final int PARTITION_LANES = 4;

  private static final long REGISTER_AGAIN_NANOS = 300_000_000L;

  private final Parts parts;
  private final Knowledge knowledge;
  private final StorageNode storage;
  private final AutoAdmin admin;
  private final ControlClient control;
  private final RoutingClient partitions;
  private final IndexFeeds feeds;
  private final Transactions transactions;
  private final DirectoryFollower follower;
  private final Reconciler reconciler;
  private final Repairer repairer;
  private final TtlSweeper sweeper;
  private final SerialExecutor executor;
  private volatile ClusterRecord record;
  private Consumer<String> refused = sentence -> {};
  private volatile @Nullable Registration registered;

  /**
   * What a node is made of.
   *
   * @param record says which cluster it belongs to
   * @param rpc with nobody serving on it but introductions
   * @param host of the node's groups
   * @param knowledge with the founders in it
   * @param freeBytes how much room there is; may block
   * @param problems gets sentences for the operator
   */
  public record Parts(
      NodeInfo self,
      ClusterRecord record,
      ClusterRecordFile file,
      Engine engine,
      SharedLog log,
      Rpc rpc,
      GroupHost host,
      Scheduler scheduler,
      Clock clock,
      RandomSource random,
      Knowledge knowledge,
      NodeOptions options,
      LongSupplier freeBytes,
      Consumer<String> problems) {}

  public NodeCore(Parts parts) {
    this.parts = parts;
    this.record = parts.record();
    this.knowledge = parts.knowledge();
    Rpc rpc = parts.rpc();
    Scheduler scheduler = parts.scheduler();
    this.executor = scheduler.serial("cluster");
    this.storage =
        new StorageNode(
            parts.engine(),
            parts.log(),
            parts.host(),
            scheduler,
            parts.clock(),
            rpc,
            knowledge.view(),
            this::mayBegin,
            new Certainty(),
            parts.freeBytes(),
            parts.options(),
            parts.problems());
    this.partitions =
        new RoutingClient(
            parts.self().name(),
            parts.self().zone(),
            storage,
            rpc,
            knowledge.placements(),
            knowledge.nodes(),
            parts.clock(),
            scheduler.serial("routing"),
            RoutingOptions.DEFAULT);
    this.admin =
        new AutoAdmin(
            storage,
            new RpcNodes(rpc),
            partitions,
            knowledge,
            record.founders().stream()
                .map(founder ->
                    new Registration(
                        founder.node(), founder.store(), SystemTables.FIRST_USER_PARTITION))
                .toList(),
            parts.clock(),
            parts.random().fork(),
            scheduler.serial("auto-admin"),
            () -> storage.leads(SystemTables.PARTITION),
            () -> storage.leadsForCertain(SystemTables.PARTITION));
    this.control = new ControlClient(rpc, this::systemNodes, parts.clock(), executor);
    this.feeds =
        new IndexFeeds(
            storage,
            partitions,
            knowledge.tables(),
            parts.clock(),
            scheduler.serial("feeds"),
            FeedOptions.DEFAULT.withMarks(parts.options().marks()));
    storage.onChanges(feeds);
    this.transactions =
        new Transactions(
            knowledge.tables(),
            control,
            partitions,
            storage::leads,
            parts.clock(),
            parts.random().fork(),
            scheduler.serial("transactions"),
            TransactionOptions.DEFAULT.withMarks(parts.options().marks()));
    storage.onStalledTransaction(transactions::recover);
    this.follower =
        new DirectoryFollower(
            rpc,
            knowledge.view(),
            this::systemNodes,
            this::askableNodes,
            () -> registered != null,
            () -> storage.leads(SystemTables.PARTITION),
            executor,
            parts.problems());
    this.reconciler =
        new Reconciler(
            parts.self().name(),
            storage,
            knowledge,
            new Certainty(),
            scheduler.serial("reconciler"));
    this.repairer =
        Repairer.of(
            parts.self().name(),
            storage,
            knowledge,
            new RpcNodes(rpc),
            parts.host()::incarnation,
            parts.host()::silentNanos,
            partitions,
            parts.clock(),
            scheduler.serial("repairer"),
            parts.options().repair(),
            parts.options().marks(),
            parts.problems());
    this.sweeper =
        new TtlSweeper(
            storage,
            parts.engine(),
            knowledge.tables(),
            parts.clock(),
            scheduler.blocking("ttl"),
            parts.options().ttl(),
            parts.problems());
    parts.host().onSilence(rpc::silent);
    parts.host().onStandstill(repairer::look);
    String self = parts.self().name();
    knowledge
        .nodes()
        .onGone(gone -> {
          if (gone.equals(self)) {
            parts.problems().accept("Node " + self + " has left the cluster: it can be stopped.");
          }
        });
    RpcNodes.serve(rpc, storage, scheduler.blocking("node-calls"));
    rpc.serve(Services.PARTITION, new PartitionService(storage, scheduler, PARTITION_LANES));
    ControlClient.serve(rpc, admin);
    DirectoryFollower.serve(rpc, knowledge.view(), executor);
  }

  /**
   * Opens what this node has, and takes its place in the cluster.
   *
   * @param ready runs once, when the node stands in the system table and its own groups are open
   * @param refused gets a sentence instead, when the node cannot stand there as it is
   */
  public void start(Runnable ready, Consumer<String> refused) {
    this.refused = refused;
    AtomicInteger waiting = new AtomicInteger(2);
    Runnable oneMore =
        () -> {
          if (waiting.decrementAndGet() == 0) {
            ready.run();
          }
        };
    boolean here = parts.log().group(SystemTables.PARTITION).lastIndex() > 0;
    if (record.founds() && !record.begun() && !here) {
      SerialExecutor blocking = parts.scheduler().blocking("founding");
      storage.beginSystemTable(
          Formation.firstPlacement(record),
          () ->
              blocking.execute(() -> {
                begun();
                open(oneMore);
              }));
    } else {
      // A crash may have come between the two.
      if (!record.begun() && here) {
        begun();
      }
      open(oneMore);
    }
  }

  /** From now on this folder never begins the system table's group again. */
  private void begun() {
    record = record.asBegun();
    try {
      parts.file().write(record);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void open(Runnable oneMore) {
    storage.start(admin::resume, oneMore);
    follower.start();
    reconciler.start();
    repairer.start();
    sweeper.start();
    transactions.start();
    executor.execute(() -> register(oneMore));
  }

  private void register(Runnable done) {
    control.register(
        parts.self(),
        record.store(),
        registration ->
            executor.execute(() -> {
              if (registration == null) {
                executor.schedule(REGISTER_AGAIN_NANOS, () -> register(done));
              } else if (!registration.node().zone().equals(parts.self().zone())) {
                refused.accept(
                    "Node "
                        + parts.self().name()
                        + " stands in zone "
                        + registration.node().zone()
                        + " of this cluster, and replicas are placed by that: start it with --zone "
                        + registration.node().zone()
                        + ". A node of another zone needs another name and an empty data folder.");
              } else {
                registered = registration;
                done.run();
              }
            }));
  }

  /** AutoAdmin, wherever it is. */
  private final class Certainty implements Authority {
    @Override
    public void gone(List<Long> asked, Consumer<List<Long>> reply) {
      control.gone(asked, reply);
    }

    @Override
    public void placed(long partition, Consumer<@Nullable Placement> reply) {
      control.placed(partition, reply);
    }
  }

  /** A first member of a partition that was made after this folder came into the cluster. */
  private boolean mayBegin(long partition) {
    Registration own = registered;
    if (own == null) {
      Item item = knowledge.view().find(SystemTables.KIND_NODE, parts.self().name());
      own = item == null ? null : NodeItems.fromItem(item);
    }
    return own != null && own.store() == record.store() && partition >= own.firstPartition();
  }

  /** Nodes with a replica of the system table: its leader first, if known, then the nearest. */
  private List<String> systemNodes() {
    Placement placement = knowledge.placements().find(SystemTables.PARTITION);
    List<String> nodes = new ArrayList<>();
    GroupStatus status = storage.status(SystemTables.PARTITION);
    String leader = status == null ? null : status.leader();
    if (leader != null) {
      nodes.add(ReplicaName.nodeOf(leader));
    }
    if (placement != null) {
      List<String> far = new ArrayList<>();
      for (Placement.Replica replica : placement.replicas()) {
        if (replica.kind() == Placement.Kind.STORAGE && !nodes.contains(replica.node())) {
          NodeInfo info = knowledge.nodes().find(replica.node());
          boolean near = info != null && info.zone().equals(parts.self().zone());
          (near ? nodes : far).add(replica.node());
        }
      }
      nodes.addAll(far);
    }
    return nodes;
  }

  private List<String> askableNodes() {
    String self = parts.self().name();
    return knowledge.nodes().askable().stream().filter(name -> !name.equals(self)).toList();
  }

  /** The way to all partitions of the cluster. */
  public PartitionClient partitions() {
    return partitions;
  }

  /** Carries out transactions. */
  public Transactions transactions() {
    return transactions;
  }

  /** The way to AutoAdmin. */
  public TableControl control() {
    return control;
  }

  public Knowledge knowledge() {
    return knowledge;
  }

  public StorageNode storage() {
    return storage;
  }

  /**
   * Hands over what this node leads, where there is somebody to take it.
   *
   * @param done gets how many groups it leads still
   */
  public void handOver(long withinNanos, Consumer<Integer> done) {
    parts.host().leadNoMore(parts.clock().nanos() + withinNanos, done);
  }

  /**
   * Has a node leave the cluster for good, or stay after all.
   *
   * @param reply gets a sentence that says why not; empty when that is noted
   */
  public void remove(String node, boolean leaves, Consumer<String> reply) {
    control.remove(node, leaves, reply);
  }

  /** Begins nothing new by itself. */
  public void stop() {
    follower.stop();
    reconciler.stop();
    repairer.stop();
    sweeper.stop();
    feeds.stop();
    transactions.stop();
  }
}
