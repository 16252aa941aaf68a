package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.SimClock;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.host.HostOptions;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.NodeOptions;
import dev.stator.node.ttl.TtlOptions;
import dev.stator.server.core.NodeCore;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.LogOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Machines in three zones that form one cluster. */
final class ClusterWorld {
  private static final List<String> ZONES = List.of("a", "b", "c");

  final Simulation simulation;
  final RandomSource random;
  final List<ClusterMachine> machines = new ArrayList<>();
  final Set<Enum<?>> branches = new HashSet<>();
  private final TreeMap<Long, TreeMap<Long, String>> leaders = new TreeMap<>();

  /** Three to six machines whose limits and clocks the seed decides. */
  ClusterWorld(long seed) {
    simulation = new Simulation(seed);
    random = simulation.random();
    assemble(
        random.chance(0.5) ? 3 : 4 + random.nextInt(3),
        someLog(),
        HostOptions.DEFAULT.withCore(someLimits()),
        NodeOptions.DEFAULT
            .withFlushLogBytes((8L + random.nextInt(200)) << 10)
            .withTtl(TtlOptions.DEFAULT.withInterval((1 + random.nextInt(3)) * World.SECONDS)));
    for (ClusterMachine machine : machines) {
      // Up to one percent off, which the margin of the lease has to cover.
      machine.node.clock().drift(random.nextInt(20_001) - 10_000);
    }
  }

  /** As many machines as are asked for, all alike and with right clocks, for directed schedules. */
  ClusterWorld(long seed, int count, HostOptions host, NodeOptions node) {
    simulation = new Simulation(seed);
    random = simulation.random();
    assemble(count, LogOptions.small(32 << 10), host, node);
  }

  /** In some runs it refuses after a few segments. */
  private LogOptions someLog() {
    LogOptions small = LogOptions.small((16 + random.nextInt(60)) << 10);
    return random.chance(0.5)
        ? small
        : new LogOptions(
            small.segmentBytes(),
            small.queueBytesMax(),
            small.cacheBytesMax(),
            small.bytesMax(),
            small.bytesMax() + (2L + random.nextInt(20)) * small.segmentBytes(),
            small.fullRetryNanos());
  }

  /** In some runs so low that they are met, and that whoever is away falls behind the log. */
  private CoreOptions someLimits() {
    CoreOptions usual = CoreOptions.DEFAULT;
    if (random.chance(0.6)) {
      return usual;
    }
    long appendBytes = 300L + random.nextInt(3_000);
    return new CoreOptions(
        usual.leaseNanos(),
        usual.electionTimeoutNanos(),
        usual.heartbeatNanos(),
        appendBytes,
        appendBytes * (1 + random.nextInt(6)),
        random.chance(0.5) ? 4_000L + random.nextInt(30_000) : usual.inFlightBytesMax(),
        random.chance(0.5) ? 2_000L + random.nextInt(20_000) : usual.retainedBytesMax());
  }

  private void assemble(int count, LogOptions log, HostOptions host, NodeOptions node) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(ZONES.get(i % ZONES.size()) + (i / ZONES.size() + 1));
    }
    ClusterMachine.Setup setup =
        new ClusterMachine.Setup(
            names.subList(0, 3),
            log,
            host.withProbes(branches::add),
            node.withMarks(branches::add));
    for (int i = 0; i < count; i++) {
      machines.add(
          new ClusterMachine(simulation, names.get(i), ZONES.get(i % ZONES.size()), setup));
    }
  }

  ClusterMachine someone() {
    return machines.get(random.nextInt(machines.size()));
  }

  /** What right wall clocks show. */
  long wallSeconds() {
    return (SimClock.WALL_START_MILLIS + simulation.nowNanos() / World.MILLIS) / 1_000;
  }

  /**
   * Waits until there is nothing wrong, asking ten times a virtual second: such questions are
   * expensive.
   *
   * @param wrong what is not as it must be; null when all is
   */
  void demandNothing(long seconds, Supplier<@Nullable String> wrong) {
    long[] next = {0};
    boolean right =
        simulation.runUntil(
            () -> {
              if (simulation.nowNanos() < next[0]) {
                return false;
              }
              next[0] = simulation.nowNanos() + 100 * World.MILLIS;
              return wrong.get() == null;
            },
            seconds * World.SECONDS);
    if (!right) {
      throw new Violation("within " + seconds + " s: " + wrong.get());
    }
  }

  /** Waits until something holds; asks after every event. */
  void demand(long seconds, String what, BooleanSupplier holds) {
    if (!simulation.runUntil(holds, seconds * World.SECONDS)) {
      String why = unsettled();
      throw new Violation(
          "within " + seconds + " s there was not " + what + (why == null ? "" : " (" + why + ")"));
    }
  }

  ClusterMachine machine(String name) {
    return machines.stream()
        .filter(machine -> machine.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Violation("no machine " + name));
  }

  /** The machine that says it leads a partition; its store holds that, once all has settled. */
  @Nullable ClusterMachine leader(long partition) {
    for (ClusterMachine machine : machines) {
      NodeCore core = machine.core();
      GroupStatus status = core == null ? null : core.storage().status(partition);
      if (status != null && status.role() == GroupStatus.Role.LEADER) {
        return machine;
      }
    }
    return null;
  }

  /** A machine whose store holds the whole partition, once all has settled. */
  ClusterMachine holder(long partition) {
    ClusterMachine leader = leader(partition);
    if (leader == null) {
      throw new Violation("nobody leads partition " + partition);
    }
    return leader;
  }

  /** The machine that leads a partition of the clients' table, if one is known to. */
  ClusterMachine likelyLeader() {
    for (ClusterMachine machine : machines) {
      NodeCore core = machine.core();
      TableDescriptor table =
          core == null ? null : core.knowledge().tables().find(ClusterItems.TABLE);
      if (core != null && table != null && core.storage().leads(partitionOf(table))) {
        return machine;
      }
    }
    return someone();
  }

  private static long partitionOf(TableDescriptor table) {
    return table.partitions().getFirst().id();
  }

  /** From now on: in one term of a group only one member ever leads. */
  void watchLeaders() {
    simulation.after(
        7 * World.MILLIS,
        () -> {
          machines.forEach(machine -> machine.led(this::noteLeader));
          watchLeaders();
        });
  }

  private void noteLeader(long partition, long term, String replica) {
    String before =
        leaders.computeIfAbsent(partition, any -> new TreeMap<>()).putIfAbsent(term, replica);
    if (before != null && !before.equals(replica)) {
      throw new Violation("group " + partition + " has two leaders in term " + term);
    }
  }

  /**
   * Why not every table is at rest with every group whole: null when all are. Replicas that stand
   * at the same index are compared on the way.
   */
  @Nullable String unsettled() {
    return unsettledWithout(null);
  }

  /** The same, with a machine that may be down. */
  @Nullable String unsettledWithout(@Nullable ClusterMachine lost) {
    List<Long> partitions = new ArrayList<>();
    partitions.add(dev.stator.cluster.table.SystemTables.PARTITION);
    for (ClusterMachine machine : machines) {
      if (machine != lost && machine.core() == null) {
        return machine.name() + " is down";
      }
    }
    NodeCore asked = newestWithout(lost);
    if (asked == null) {
      return "nobody is up";
    }
    for (TableDescriptor table : asked.knowledge().tables().all()) {
      if (table.status() != TableStatus.ACTIVE) {
        return "table " + table.name() + " is " + table.status();
      }
      table.allPartitions().forEach(range -> partitions.add(range.id()));
    }
    for (long partition : partitions) {
      String why = unsettled(partition);
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  /**
   * The node that knows most of the system table; null when none is up. Others may be behind by
   * what happens between two of their questions, and one that has just begun knows of no table.
   */
  @Nullable NodeCore newest() {
    return newestWithout(null);
  }

  private @Nullable NodeCore newestWithout(@Nullable ClusterMachine lost) {
    NodeCore newest = null;
    for (ClusterMachine machine : machines) {
      NodeCore core = machine == lost ? null : machine.core();
      if (core != null && (newest == null || version(core) > version(newest))) {
        newest = core;
      }
    }
    return newest;
  }

  private static long version(NodeCore core) {
    return core.knowledge().view().version();
  }

  private @Nullable String unsettled(long partition) {
    GroupStatus led = null;
    for (ClusterMachine machine : machines) {
      NodeCore core = machine.core();
      GroupStatus status = core == null ? null : core.storage().status(partition);
      if (status != null && status.role() == GroupStatus.Role.LEADER) {
        led = status;
      }
    }
    if (led == null) {
      StringBuilder text = new StringBuilder("nobody leads partition ").append(partition);
      for (ClusterMachine machine : machines) {
        text.append("; ").append(machine.name()).append(": ").append(status(machine, partition));
      }
      return text.toString();
    }
    Membership membership = led.membership();
    boolean whole =
        membership.learners().isEmpty()
            && membership.voters().size() == 3
            && membership.voters().stream()
                .allMatch(voter -> voter.kind() == Membership.Kind.STORAGE);
    if (!whole || led.changing()) {
      return "partition " + partition + " is not whole: " + membership;
    }
    ClusterMachine first = machine(ReplicaName.nodeOf(led.self()));
    for (Membership.Member voter : membership.voters()) {
      ClusterMachine other = machine(ReplicaName.nodeOf(voter.name()));
      GroupStatus there = status(other, partition);
      if (there == null || !there.self().equals(voter.name())) {
        return "the replica " + voter.name() + " of partition " + partition + " is gone: " + there;
      }
      if (applied(first, partition) != applied(other, partition)) {
        return "the replica of partition "
            + partition
            + " on "
            + other.name()
            + " is behind: "
            + status(other, partition)
            + "; its leader: "
            + led;
      }
      compare(first, other, partition);
    }
    NodeCore core = first.core();
    Placement placement = core == null ? null : core.knowledge().placements().find(partition);
    return placement == null ? "partition " + partition + " has no placement" : null;
  }

  private static @Nullable GroupStatus status(ClusterMachine machine, long partition) {
    NodeCore core = machine.core();
    return core == null ? null : core.storage().status(partition);
  }

  private static long applied(ClusterMachine machine, long partition) {
    NodeCore core = machine.core();
    return core == null ? -1 : core.storage().wholeThrough(partition);
  }

  private static void compare(ClusterMachine one, ClusterMachine other, long partition) {
    for (ByteRange range : RowKeys.replicated(partition)) {
      compare(one, other, partition, range);
    }
  }

  private static void compare(
      ClusterMachine one, ClusterMachine other, long partition, ByteRange range) {
    try (Engine.Cursor left = one.engine.scan(range.from(), range.to(), false);
        Engine.Cursor right = other.engine.scan(range.from(), range.to(), false)) {
      boolean more = left.next();
      boolean same = more == right.next();
      while (more && same) {
        same = Arrays.equals(left.key(), right.key()) && Arrays.equals(left.value(), right.value());
        more = left.next();
        same &= more == right.next();
      }
      Violation.unless(
          same,
          "the replicas of partition "
              + partition
              + " on "
              + one.name()
              + " and "
              + other.name()
              + " differ at the same index");
    }
  }
}
