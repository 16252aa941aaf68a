package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.consensus.Membership;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.core.Probe;
import dev.stator.consensus.host.HostOptions;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.NodeOptions;
import dev.stator.node.copy.CopyOptions;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.LogOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Machines and their settings. Odd seeds: one machine, where every group has one member and tables
 * are AutoAdmin's. Even seeds: three machines whose groups have three members, without a system
 * table.
 */
final class World {
  static final long MILLIS = 1_000_000L;
  static final long SECONDS = 1_000_000_000L;

  /** The kind of meta row that has index and counts, see {@code docs/formats/meta-rows-1.md}. */
  private static final int POSITION = 1;

  private static final List<Long> REPLICATED = List.of(2001L, 2002L);

  final Simulation simulation;
  final RandomSource random;
  final List<Machine> machines = new ArrayList<>();
  final Set<Enum<?>> branches = new HashSet<>();
  final boolean replicated;
  private long rebuilds;

  World(long seed) {
    simulation = new Simulation(seed);
    random = simulation.random();
    replicated = seed % 2 == 0;
    List<String> names = replicated ? List.of("a", "b", "c") : List.of("a");
    Machine.Setup setup =
        new Machine.Setup(
            Membership.storage(names.toArray(String[]::new)),
            LogOptions.small((8 + random.nextInt(60)) << 10),
            HostOptions.DEFAULT.withCore(coreOptions()).withProbes(this::hit),
            NodeOptions.DEFAULT
                .withFlushLogBytes((1L + random.nextInt(replicated ? 20 : 200)) << 10)
                .withReplyNanosMax((200 + random.nextInt(1300)) * MILLIS)
                .withCopy(copyOptions())
                .withMarks(this::hit),
            replicated ? REPLICATED : List.of());
    for (String name : names) {
      machines.add(new Machine(simulation, name, setup));
    }
  }

  private void hit(Enum<?> branch) {
    branches.add(branch);
    if (branch == Probe.POINTER_TAKEN) {
      rebuilds++;
    }
  }

  /** How often a replica had to be rebuilt. */
  long rebuilds() {
    return rebuilds;
  }

  List<Long> partitions() {
    return REPLICATED;
  }

  Machine someone() {
    return machines.get(random.nextInt(machines.size()));
  }

  /** Compares replicas of a partition that stand at the same index; true when all do. */
  boolean agrees(long partition) {
    boolean together = true;
    Machine first = machines.getFirst();
    for (Machine other : machines) {
      long one = applied(first, partition);
      if (one < 0 || one != applied(other, partition)) {
        together = false;
      } else {
        compare(first, other, partition);
      }
    }
    return together;
  }

  /** Partitions of which the machine's store holds anything. */
  List<Long> storedPartitions(Machine machine) {
    List<Long> partitions = new ArrayList<>();
    ByteRange all = RowKeys.allMeta();
    try (Engine.Cursor cursor = machine.engine.scan(all.from(), all.to(), false)) {
      while (cursor.next()) {
        partitions.add(RowKeys.partitionId(cursor.key()));
      }
    }
    return partitions;
  }

  void demand(long seconds, String what, BooleanSupplier holds) {
    Violation.unless(
        simulation.runUntil(holds, seconds * SECONDS),
        "within " + seconds + " s there was not " + what);
  }

  /** What the nodes count must be what their stores hold. */
  void checkCounts() {
    for (Machine machine : machines) {
      Machine.RunningNode running = machine.process();
      if (running == null) {
        continue;
      }
      for (long partition : storedPartitions(machine)) {
        running
            .storage()
            .send(
                new PartitionRequest.ReadStatistics(partition),
                answer ->
                    Violation.unless(
                        answer.equals(counted(machine, partition)),
                        "partition " + partition + " of " + machine.name() + " counts " + answer));
      }
    }
  }

  private static PartitionResponse counted(Machine machine, long partition) {
    long items = 0;
    long bytes = 0;
    ByteRange rows = RowKeys.partition(partition);
    try (Engine.Cursor cursor = machine.engine.scan(rows.from(), rows.to(), false)) {
      while (cursor.next()) {
        items++;
        bytes += StoredRow.of(cursor.value()).view().sizeBytes();
      }
    }
    return new PartitionResponse.Statistics(items, bytes);
  }

  private static long applied(Machine machine, long partition) {
    Machine.RunningNode process = machine.process();
    return process == null ? -1 : process.storage().wholeThrough(partition);
  }

  private static void compare(Machine one, Machine other, long partition) {
    for (ByteRange range : RowKeys.replicated(partition)) {
      compare(one, other, partition, range);
    }
    byte[] position = RowKeys.metaKey(partition, POSITION);
    Violation.unless(
        Arrays.equals(one.engine.get(position), other.engine.get(position)),
        differ(one, other, partition) + " in what they count");
  }

  private static void compare(Machine one, Machine other, long partition, ByteRange range) {
    try (Engine.Cursor left = one.engine.scan(range.from(), range.to(), false);
        Engine.Cursor right = other.engine.scan(range.from(), range.to(), false)) {
      boolean more = left.next();
      Violation.unless(more == right.next(), differ(one, other, partition));
      while (more) {
        Violation.unless(
            Arrays.equals(left.key(), right.key()) && Arrays.equals(left.value(), right.value()),
            differ(one, other, partition));
        more = left.next();
        Violation.unless(more == right.next(), differ(one, other, partition));
      }
    }
  }

  private static String differ(Machine one, Machine other, long partition) {
    return "the replicas of partition "
        + partition
        + " on "
        + one.name()
        + " and "
        + other.name()
        + " differ at the same index";
  }

  private CoreOptions coreOptions() {
    return new CoreOptions(
        CoreOptions.DEFAULT.leaseNanos(),
        (100 + random.nextInt(300)) * MILLIS,
        (10 + random.nextInt(20)) * MILLIS,
        64 << 10,
        256 << 10,
        random.chance(0.3) ? 4_000 : 1 << 20,
        // Mostly so little that whoever is away for a while falls behind the log.
        random.chance(0.8) ? 200 + random.nextInt(6_000) : 64 << 20);
  }

  private CopyOptions copyOptions() {
    int chunk = 50 + random.nextInt(2000);
    return CopyOptions.DEFAULT
        .withSizes(chunk, chunk * (1L + random.nextInt(4)))
        .withBytesPerSecond(4096 + random.nextInt(1 << 18));
  }
}
