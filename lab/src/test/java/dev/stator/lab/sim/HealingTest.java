package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.host.HostOptions;
import dev.stator.lab.check.ItemOperation;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.NodeOptions;
import dev.stator.node.repair.RepairOptions;
import dev.stator.storage.engine.Engine;
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

  private final ClusterWorld world =
      new ClusterWorld(
          11,
          6,
          HostOptions.DEFAULT.withCore(retaining(CoreOptions.DEFAULT, 2_000)),
          NodeOptions.DEFAULT
              .withFlushLogBytes(20_000)
              .withRepair(new RepairOptions(SECONDS, 3 * SECONDS, 15 * SECONDS, 5 * SECONDS)));
  private final Simulation simulation = world.simulation;
  private long partition;
  private int written;

  @Test
  void aLogReplicaStandsInAndWhatIsLostIsRebuilt() {
    start();
    write(300);

    ClusterMachine gone = world.machine(follower());
    int others = world.machines.size() - 1;
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
            gone.core() != null
                && gone.core().knowledge().placements().find(partition) != null
                && !gone.core().storage().hosts(partition));
    awaitEqual();
  }

  /** A new leader knows from its node for how long the old one has been silent. */
  @Test
  void aLogReplicaStandsInForALeaderWithinTwoSeconds() {
    start();
    for (int round = 0; round < 4; round++) {
      write(20);
      ClusterMachine gone = leader();
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
    world.machines.forEach(ClusterMachine::start);
    await(30, "all nodes know each other", () -> world.machines.stream().allMatch(this::knowsAll));
    createTable();
  }

  private void createTable() {
    boolean[] begun = {false};
    ClusterMachine any = world.machine("a2");
    any.node.run(
        "create",
        () ->
            any.core()
                .control()
                .create(
                    new TableSpec("t", Requests.KEY, false, 5, 5, false, new TreeMap<>()),
                    outcome -> begun[0] = true));
    await(
        30,
        "the table",
        () -> {
          TableDescriptor table = any.core().knowledge().tables().find("t");
          return table != null && table.status() == TableStatus.ACTIVE;
        });
    TableDescriptor table = any.core().knowledge().tables().find("t");
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
    List<ClusterMachine> up = up();
    ClusterMachine by = up.get(simulation.random().nextInt(up.size()));
    by.node.run(
        "write",
        () ->
            by.core()
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

  private boolean knowsAll(ClusterMachine machine) {
    return machine.core() != null
        && machine.core().knowledge().nodes().all().size() == world.machines.size();
  }

  private List<ClusterMachine> up() {
    return world.machines.stream().filter(node -> node.core() != null).toList();
  }

  private @Nullable ClusterMachine leader() {
    return up().stream().filter(n -> n.core().storage().leads(partition)).findFirst().orElse(null);
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
    return leader().core().storage().status(partition).membership();
  }

  /** Whether the group is led, and has so many log replicas and learners, and that is settled. */
  private boolean settled(int logVoters, int learners) {
    ClusterMachine leader = leader();
    GroupStatus status = leader == null ? null : leader.core().storage().status(partition);
    return status != null
        && status.role() == GroupStatus.Role.LEADER
        && !status.changing()
        && status.membership().voters().size() == 3
        && status.membership().voters().stream().filter(m -> m.kind() == Kind.LOG).count()
            == logVoters
        && status.membership().learners().size() == learners;
  }

  private boolean knowsOfStandIn(ClusterMachine node) {
    Placement placement = node.core().knowledge().placements().find(partition);
    return placement != null
        && placement.replicas().stream().anyMatch(r -> r.kind() == Placement.Kind.LOG && r.voter());
  }

  private boolean isMember(ClusterMachine node) {
    return group().voters().stream()
        .anyMatch(m -> ReplicaName.nodeOf(m.name()).equals(node.info.name()));
  }

  private long hosting() {
    return up().stream().filter(node -> node.core().storage().hosts(partition)).count();
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
                  .map(node -> node.core().storage().wholeThrough(partition))
                  .filter(index -> index >= 0)
                  .toList();
          return at.size() == 3 && at.stream().distinct().count() == 1;
        });
    List<List<String>> all =
        up().stream()
            .filter(node -> node.core().storage().wholeThrough(partition) >= 0)
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
    for (ClusterMachine node : up()) {
      text.append("\n").append(node.info.name()).append(": ");
      text.append(node.core().storage().status(partition));
    }
    return text.toString();
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
