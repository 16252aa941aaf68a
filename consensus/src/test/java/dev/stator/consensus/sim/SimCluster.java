package dev.stator.consensus.sim;

import dev.stator.base.NetworkChannels;
import dev.stator.base.RandomSource;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.core.Message;
import dev.stator.consensus.core.Probe;
import dev.stator.consensus.core.Probes;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.consensus.liveness.LivenessOptions;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogFailedException;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Nodes that each run a host with the same groups, in one simulated world. */
final class SimCluster {
  static final long MILLIS = 1_000_000L;
  static final long SECONDS = 1_000_000_000L;

  final Simulation simulation;
  final RandomSource random;
  final List<String> names = new ArrayList<>();
  final Map<Probe, Long> probes = new EnumMap<>(Probe.class);
  private final TreeMap<Long, Agreement> agreements = new TreeMap<>();
  private final TreeMap<String, Machine> machines = new TreeMap<>();
  private final Membership membership;
  private final HostOptions options;
  private final Bug bug;
  private final boolean memoryLog;
  private final int segmentBytes;
  private long nextCommand;
  private boolean verbose;
  private Consumer<String> onElected = node -> {};
  private BiConsumer<String, String> onVote = (voter, candidate) -> {};

  /** One machine: what survives on it, and what runs on it now. */
  private static final class Machine {
    private final SimNode node;
    private final MemoryLog.Platter platter = new MemoryLog.Platter();
    private final TreeMap<Long, Replica.Store> stores = new TreeMap<>();
    private TreeMap<Long, Replica> replicas = new TreeMap<>();

    Machine(SimNode node) {
      this.node = node;
    }
  }

  SimCluster(long seed, Bug bug) {
    this.simulation = new Simulation(seed);
    this.random = simulation.random();
    this.bug = bug;
    this.memoryLog = random.chance(0.25);
    this.segmentBytes = (4 + random.nextInt(60)) << 10;
    int size = random.chance(0.1) ? 1 : random.chance(0.2) ? 5 : 3;
    int logReplicas = random.chance(0.3) ? size / 2 : 0;
    List<Member> members = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      names.add("n" + i);
      members.add(new Member("n" + i, i > size - logReplicas ? Kind.LOG : Kind.STORAGE));
    }
    this.membership = new Membership(members, List.of(), 0);
    Probes counting = probe -> probes.merge(probe, 1L, Long::sum);
    this.options =
        HostOptions.DEFAULT
            .withCore(someOptions(CoreOptions.DEFAULT))
            .withLiveness(someLiveness())
            .withProbes(counting);
    for (long group = 1; group <= 1 + random.nextInt(3); group++) {
      agreements.put(group, new Agreement(group));
    }
  }

  /** Keeps every message and fault as a line of the trace. */
  void verbose(int lines) {
    verbose = true;
    simulation.recordTrace(lines);
  }

  void start() {
    for (String name : names) {
      Machine machine = new Machine(simulation.node(name));
      agreements.keySet().forEach(group -> machine.stores.put(group, new Replica.Store()));
      machines.put(name, machine);
      // A disk that fails while the node starts ends the process, as it does later on.
      machine.node.onFatal(
          thrown -> thrown instanceof UncheckedIOException && reboot(machine.node));
      machine.node.run("boot", () -> boot(machine));
    }
  }

  SimNode node(String name) {
    return machines.get(name).node;
  }

  void crash(String name, boolean power) {
    Machine machine = machines.get(name);
    if (power) {
      machine.node.powerLoss();
    } else {
      machine.node.crash();
    }
  }

  void restart(String name) {
    Machine machine = machines.get(name);
    if (!machine.node.up()) {
      machine.node.restart(() -> boot(machine));
    }
  }

  /** Somebody gave its vote: a good moment for a fault. */
  void voted(String voter, String candidate) {
    onVote.accept(voter, candidate);
  }

  void onVote(BiConsumer<String, String> action) {
    onVote = action;
  }

  /** Somebody acts as the leader of a term. */
  void leads(String node, long group, long term) {
    if (agreement(group).leads(node, term)) {
      onElected.accept(node);
    }
  }

  void onElected(Consumer<String> action) {
    onElected = action;
  }

  Agreement agreement(long groupId) {
    return agreements.get(groupId);
  }

  Iterable<Long> groups() {
    return agreements.keySet();
  }

  /** Proposes a fresh command at one node, which may or may not lead. */
  void propose(String name, long group) {
    Machine machine = machines.get(name);
    Replica replica = machine.replicas.get(group);
    if (!machine.node.up() || replica == null) {
      return;
    }
    byte[] command = new byte[8 + random.nextInt(64)];
    Arrays.fill(command, (byte) ++nextCommand);
    command[0] = (byte) (nextCommand >> 8);
    command[1] = (byte) (nextCommand >> 16);
    replica.group().executor().execute(() -> replica.propose(command));
  }

  /** A node that says it leads the group, or any. */
  String likelyLeader(long group) {
    for (Machine machine : machines.values()) {
      Replica replica = machine.replicas.get(group);
      if (machine.node.up() && replica != null && replica.leading()) {
        return machine.node.name();
      }
    }
    return names.get(random.nextInt(names.size()));
  }

  /** True when all replicas of all groups have applied the same, and all that was acknowledged. */
  boolean converged() {
    for (long group : agreements.keySet()) {
      long applied = -1;
      for (Machine machine : machines.values()) {
        Replica replica = machine.replicas.get(group);
        if (!machine.node.up()
            || replica == null
            || replica.applied() < agreement(group).acknowledgedThrough()
            || (applied >= 0 && applied != replica.applied())) {
          return false;
        }
        applied = replica.applied();
      }
    }
    return true;
  }

  /** One number for all that was applied, and when. */
  long digest() {
    long digest = simulation.traceHash();
    for (Agreement agreement : agreements.values()) {
      digest = digest * 31 + agreement.digest();
    }
    return digest;
  }

  void trace(String to, Message message) {
    if (verbose) {
      String text = message.toString();
      simulation.trace(to + " <- " + text.substring(0, Math.min(text.length(), 180)));
    }
  }

  private void boot(Machine machine) {
    SimNode node = machine.node;
    machine.platter.crash(node.random());
    SharedLog log = log(machine);
    NetworkChannels channels = new NetworkChannels(node.network());
    GroupHost host =
        new GroupHost(
            node.name(),
            bug == Bug.NONE ? log : new BuggyLog(log, bug),
            new WatchedNetwork(channels.channel(NetworkChannels.CONSENSUS), bug, this),
            channels.channel(NetworkChannels.LIVENESS),
            node.scheduler(),
            node.clock(),
            node.random().fork(),
            options,
            thrown -> fatal(machine, thrown));
    machine.replicas = new TreeMap<>();
    for (Map.Entry<Long, Replica.Store> store : machine.stores.entrySet()) {
      long group = store.getKey();
      Replica replica =
          new Replica(node.name(), agreement(group), store.getValue(), node.random().fork());
      replica.group(host.open(group, node.name(), membership, replica));
      machine.replicas.put(group, replica);
    }
  }

  private SharedLog log(Machine machine) {
    SimNode node = machine.node;
    if (memoryLog) {
      return new MemoryLog(machine.platter, node.scheduler().blocking("log"));
    }
    try {
      return FileLog.open(
          node.disk(),
          "wal",
          LogOptions.small(segmentBytes),
          node.scheduler().blocking("log"),
          node.scheduler().blocking("janitor"),
          node.random().fork(),
          thrown -> fatal(machine, thrown));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A log that cannot go on ends the process; anything else is a bug. */
  private void fatal(Machine machine, Throwable thrown) {
    if (!(thrown instanceof LogFailedException)) {
      throw new Agreement.Violation("fatal: " + thrown);
    }
    long boot = machine.node.boot();
    simulation.after(
        0,
        () -> {
          if (machine.node.up() && machine.node.boot() == boot) {
            reboot(machine.node);
          }
        });
  }

  /**
   * After a failed sync, memory may show what the platter will never have: only a reboot of the
   * machine lets programs see the truth again.
   */
  private static boolean reboot(SimNode node) {
    node.powerLoss();
    return true;
  }

  private CoreOptions someOptions(CoreOptions options) {
    long appendBytes =
        switch (random.nextInt(4)) {
          case 0 -> 1 + random.nextInt(30); // Nearly every entry goes alone.
          case 1 -> 100 + random.nextInt(400);
          default -> 64 << 10;
        };
    return new CoreOptions(
        options.leaseNanos(),
        (100 + random.nextInt(300)) * MILLIS,
        (10 + random.nextInt(20)) * MILLIS,
        appendBytes,
        appendBytes * (1 + random.nextInt(8)),
        random.chance(0.3) ? 2_000 : 1 << 20,
        64 << 20);
  }

  private LivenessOptions someLiveness() {
    long ping = (30 + random.nextInt(100)) * MILLIS;
    int withdrawals = random.chance(0.3) ? 1 + random.nextInt(3) : 1024;
    return LivenessOptions.DEFAULT
        .withTimes(ping, ping * (4 + random.nextInt(4)))
        .withWithdrawalsMax(withdrawals);
  }
}
