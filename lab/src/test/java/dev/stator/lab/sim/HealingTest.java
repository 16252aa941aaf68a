package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.NetworkChannels;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.formation.ClusterRecord;
import dev.stator.cluster.formation.ClusterRecordFile;
import dev.stator.cluster.formation.Formation;
import dev.stator.cluster.formation.Founder;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.lab.check.ItemOperation;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.NodeOptions;
import dev.stator.node.repair.RepairOptions;
import dev.stator.server.core.NodeCore;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Six nodes in three zones: what happens to a table's group when one of its nodes goes away. */
class HealingTest {
  private static final long MILLIS = 1_000_000L;
  private static final long SECONDS = 1_000_000_000L;

  private final Simulation simulation = new Simulation(11);
  private final TreeMap<String, ClusterNode> nodes = new TreeMap<>();
  private final List<Founder> founders = new ArrayList<>();
  private long partition;
  private int written;

  @Test
  void aLogReplicaStandsInAndWhatIsLostIsRebuilt() {
    start();
    write(300);

    ClusterNode gone = nodes.get(follower());
    int others = nodes.size() - 1;
    gone.node.powerLoss();
    long since = simulation.nowNanos();
    await(10, "a log replica stands in", () -> settled(1, 1));
    assertThat(simulation.nowNanos() - since).isLessThan(2_000 * MILLIS);
    write(300);
    await(5, "all know", () -> up().stream().filter(this::knowsOfStandIn).count() == others);
    assertThat(group().voters().stream().filter(m -> m.kind() == Kind.LOG))
        .allMatch(m -> m.name().startsWith(gone.info.zone()));

    gone.restart();
    await(60, "it takes its place again", () -> settled(0, 0));
    await(10, "nobody else has anything of it", () -> hosting() == 3);
    write(50);
    awaitEqual();

    gone.node.powerLoss();
    await(60, "it is rebuilt elsewhere", () -> settled(0, 0) && !isMember(gone));
    write(50);
    awaitEqual();
    assertThat(zones()).hasSize(3);

    gone.restart();
    await(
        30,
        "it lets go of what is not its own any more",
        () ->
            gone.core != null
                && gone.core.knowledge().placements().find(partition) != null
                && !gone.core.storage().hosts(partition));
    awaitEqual();
  }

  /** A new leader knows from its node for how long the old one has been silent. */
  @Test
  void aLogReplicaStandsInForALeaderWithinTwoSeconds() {
    start();
    for (int round = 0; round < 4; round++) {
      write(20);
      ClusterNode gone = leader();
      gone.node.powerLoss();
      long since = simulation.nowNanos();
      await(10, "a log replica stands in", () -> settled(1, 1));
      long millis = (simulation.nowNanos() - since) / MILLIS;
      System.out.println("a log replica stands in for a leader after " + millis + " ms");
      assertThat(millis).isLessThan(2_000);
      gone.restart();
      await(60, "it takes its place again", () -> settled(0, 0));
    }
  }

  private void start() {
    for (String name : List.of("a1", "a2", "b1", "b2", "c1", "c2")) {
      nodes.put(name, new ClusterNode(name));
    }
    for (String name : List.of("a1", "b1", "c1")) {
      founders.add(new Founder(nodes.get(name).info, nodes.get(name).store));
    }
    nodes.values().forEach(node -> node.node.run("boot", node::boot));
    await(30, "all nodes know each other", () -> nodes.values().stream().allMatch(n -> n.knows(6)));
    createTable();
  }

  private void createTable() {
    boolean[] begun = {false};
    ClusterNode any = nodes.get("a2");
    any.node.run(
        "create",
        () ->
            any.core
                .control()
                .create(
                    new TableSpec("t", Requests.KEY, false, 5, 5, false, new TreeMap<>()),
                    outcome -> begun[0] = true));
    await(
        30,
        "the table",
        () -> {
          TableDescriptor table = any.core.knowledge().tables().find("t");
          return table != null && table.status() == TableStatus.ACTIVE;
        });
    TableDescriptor table = any.core.knowledge().tables().find("t");
    assertThat(table.partitions()).hasSize(1);
    partition = table.partitions().getFirst().id();
    await(10, "its leader", () -> leader() != null);
  }

  /** Through whichever node is up, until each is answered. */
  private void write(int count) {
    int[] done = {0};
    for (int i = 0; i < count; i++) {
      write(new TrackedItem("item" + (written++ % 400)), written, done);
    }
    await(60, count + " writes", () -> done[0] == count);
  }

  private void write(TrackedItem item, long value, int[] done) {
    List<ClusterNode> up = up();
    ClusterNode by = up.get(simulation.random().nextInt(up.size()));
    by.node.run(
        "write",
        () ->
            by.core
                .partitions()
                .send(
                    Requests.of(partition, item, ItemOperation.Kind.PUT, value, 0),
                    response -> {
                      if (response instanceof PartitionResponse.Written) {
                        done[0]++;
                      } else {
                        simulation.after(50 * MILLIS, () -> write(item, value, done));
                      }
                    }));
  }

  private List<ClusterNode> up() {
    return nodes.values().stream().filter(node -> node.node.up() && node.core != null).toList();
  }

  private @Nullable ClusterNode leader() {
    return up().stream().filter(n -> n.core.storage().leads(partition)).findFirst().orElse(null);
  }

  private String follower() {
    String leads = leader().info.name();
    return group().voters().stream()
        .map(member -> ReplicaName.nodeOf(member.name()))
        .filter(name -> !name.equals(leads) && !name.equals("a2"))
        .findFirst()
        .orElseThrow();
  }

  private Membership group() {
    return leader().core.storage().status(partition).membership();
  }

  /** Whether the group is led, and has so many log replicas and learners, and that is settled. */
  private boolean settled(int logVoters, int learners) {
    ClusterNode leader = leader();
    GroupStatus status = leader == null ? null : leader.core.storage().status(partition);
    return status != null
        && status.role() == GroupStatus.Role.LEADER
        && !status.changing()
        && status.membership().voters().size() == 3
        && status.membership().voters().stream().filter(m -> m.kind() == Kind.LOG).count()
            == logVoters
        && status.membership().learners().size() == learners;
  }

  private boolean knowsOfStandIn(ClusterNode node) {
    Placement placement = node.core.knowledge().placements().find(partition);
    return placement != null
        && placement.replicas().stream().anyMatch(r -> r.kind() == Placement.Kind.LOG && r.voter());
  }

  private boolean isMember(ClusterNode node) {
    return group().voters().stream()
        .anyMatch(m -> ReplicaName.nodeOf(m.name()).equals(node.info.name()));
  }

  private long hosting() {
    return up().stream().filter(node -> node.core.storage().hosts(partition)).count();
  }

  private List<String> zones() {
    return group().voters().stream().map(m -> m.name().substring(0, 1)).distinct().toList();
  }

  private void awaitEqual() {
    await(
        30,
        "three whole replicas at one index",
        () -> {
          List<Long> at =
              up().stream()
                  .map(node -> node.core.storage().wholeThrough(partition))
                  .filter(index -> index >= 0)
                  .toList();
          return at.size() == 3 && at.stream().distinct().count() == 1;
        });
    List<List<String>> all =
        up().stream()
            .filter(node -> node.core.storage().wholeThrough(partition) >= 0)
            .map(node -> rows(node.engine))
            .toList();
    assertThat(all).hasSize(3).allMatch(all.getFirst()::equals);
    assertThat(all.getFirst()).isNotEmpty();
  }

  private List<String> rows(Engine engine) {
    List<String> rows = new ArrayList<>();
    for (ByteRange range : RowKeys.replicated(partition)) {
      try (Engine.Cursor cursor = engine.scan(range.from(), range.to(), false)) {
        while (cursor.next()) {
          rows.add(
              HexFormat.of().formatHex(cursor.key())
                  + "="
                  + HexFormat.of().formatHex(cursor.value()));
        }
      }
    }
    rows.add(HexFormat.of().formatHex(engine.get(RowKeys.metaKey(partition, 1))));
    return rows;
  }

  private void await(long seconds, String what, BooleanSupplier holds) {
    assertThat(simulation.runUntil(holds, seconds * SECONDS)).as(what + describe()).isTrue();
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (ClusterNode node : up()) {
      text.append("\n").append(node.info.name()).append(": ");
      text.append(node.core.storage().status(partition));
    }
    return text.toString();
  }

  /** One machine of the cluster, with what its operator would start on it. */
  private final class ClusterNode {
    private final SimNode node;
    private final NodeInfo info;
    private final FaultyEngine engine = new FaultyEngine();
    private final long store;
    private @Nullable NodeCore core;

    ClusterNode(String name) {
      node = simulation.node(name);
      info = new NodeInfo(name, name.substring(0, 1), name + ":9000", name + ":8000");
      store = 100 + nodes.size();
    }

    boolean knows(int count) {
      return core != null && core.knowledge().nodes().all().size() == count;
    }

    void restart() {
      node.restart(this::boot);
    }

    void boot() {
      core = null;
      engine.died(node.random());
      SharedLog log = openLog();
      NetworkChannels channels = new NetworkChannels(node.network());
      NetworkRpc rpc =
          new NetworkRpc(
              channels.channel(NetworkChannels.RPC),
              node.clock(),
              node.scheduler().serial("rpc"),
              node.random().fork(),
              RpcOptions.DEFAULT);
      CoreOptions defaults = CoreOptions.DEFAULT;
      GroupHost host =
          new GroupHost(
              node.name(),
              log,
              channels.channel(NetworkChannels.CONSENSUS),
              channels.channel(NetworkChannels.LIVENESS),
              node.scheduler(),
              node.clock(),
              node.random().fork(),
              HostOptions.DEFAULT.withCore(retaining(defaults, 2_000)),
              this::fatal);
      Knowledge knowledge = Knowledge.nothing();
      ClusterRecordFile file = new ClusterRecordFile(node.disk());
      ClusterRecord record = record(file);
      Formation.tell(record, knowledge);
      core =
          new NodeCore(
              new NodeCore.Parts(
                  info,
                  record,
                  file,
                  engine,
                  log,
                  rpc,
                  host,
                  node.scheduler(),
                  node.clock(),
                  node.random().fork(),
                  knowledge,
                  NodeOptions.DEFAULT
                      .withFlushLogBytes(20_000)
                      .withRepair(new RepairOptions(SECONDS, 15 * SECONDS, 5 * SECONDS)),
                  () -> 1L << 40,
                  problem -> simulation.trace(node.name() + " says: " + problem)));
      core.start(() -> {});
    }

    private ClusterRecord record(ClusterRecordFile file) {
      try {
        ClusterRecord there = file.read();
        if (there != null) {
          return there;
        }
        ClusterRecord made = ClusterRecord.fresh(store, node.name()).of(77, founders);
        file.write(made);
        return made;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private SharedLog openLog() {
      try {
        return FileLog.open(
            node.disk(),
            "log",
            LogOptions.small(64 << 10),
            node.scheduler().blocking("log-writer"),
            node.scheduler().blocking("log-janitor"),
            node.random().fork(),
            this::fatal);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void fatal(Throwable thrown) {
      throw new Violation("fatal on " + node.name() + ": " + thrown, thrown);
    }
  }

  private static CoreOptions retaining(CoreOptions options, long bytes) {
    return new CoreOptions(
        options.leaseNanos(),
        options.electionTimeoutNanos(),
        options.heartbeatNanos(),
        options.appendBytesMax(),
        options.windowBytesMax(),
        options.inFlightBytesMax(),
        bytes);
  }
}
