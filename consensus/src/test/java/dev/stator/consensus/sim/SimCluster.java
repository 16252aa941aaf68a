package dev.stator.consensus.sim;

import dev.stator.base.Marks;
import dev.stator.base.Network;
import dev.stator.base.NetworkChannels;
import dev.stator.base.RandomSource;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.GroupStatus.MemberStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.core.Message;
import dev.stator.consensus.core.Probe;
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
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
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
  private final boolean tinyLog;
  private final int segmentBytes;
  private long nextCommand;
  private boolean verbose;
  private BiFunction<String, Message, Fate> fate = (to, message) -> Fate.PASS;
  private final List<Runnable> held = new ArrayList<>();
  final StrongClients strong = new StrongClients(this);
  private Consumer<String> onElected = node -> {};
  private Consumer<String> onRebuild = node -> {};
  private BiConsumer<String, Membership> onChange = (leader, next) -> {};
  private final Replica.Sources sources = new RowSources(this);
  private BiConsumer<String, String> onVote = (voter, candidate) -> {};

  SimCluster(long seed, Bug bug) {
    this(seed, bug, Shape.ANY);
  }

  /** What a cluster begins with. */
  enum Shape {
    ANY,
    /** Two storage replicas and a log replica of one group, and nobody else. */
    TWO_AND_A_LOG,
    /** Three storage replicas of one group, and two nodes to spare. */
    THREE_AND_TWO_SPARE
  }

  SimCluster(long seed, Bug bug, Shape shape) {
    boolean small = shape != Shape.ANY;
    this.simulation = new Simulation(seed);
    this.random = simulation.random();
    this.bug = bug;
    this.memoryLog = random.chance(0.25);
    this.tinyLog = !small && random.chance(0.5);
    this.segmentBytes = (4 + random.nextInt(60)) << 10;
    int size = small ? 3 : random.chance(0.1) ? 1 : random.chance(0.2) ? 5 : 3;
    int logReplicas = shape == Shape.TWO_AND_A_LOG || (!small && random.chance(0.3)) ? size / 2 : 0;
    List<Member> members = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      names.add("n" + i);
      Kind kind = i > size - logReplicas ? Kind.LOG : Kind.STORAGE;
      members.add(new Member(ReplicaName.of("n" + i, i), kind));
    }
    this.membership = new Membership(members, List.of(), size);
    for (int spare = shape == Shape.TWO_AND_A_LOG ? 0 : small ? 2 : 1 + random.nextInt(3);
        spare > 0;
        spare--) {
      names.add("n" + (names.size() + 1));
    }
    Marks counting = branch -> probes.merge((Probe) branch, 1L, Long::sum);
    this.options =
        HostOptions.DEFAULT
            .withCore(someOptions(CoreOptions.DEFAULT))
            .withLiveness(SomeLiveness.of(random))
            .withProbes(counting);
    for (long group = 1; group <= (small ? 1 : 1 + random.nextInt(3)); group++) {
      agreements.put(group, new Agreement(group));
    }
  }

  /** Three machines and one group, for directed schedules. */
  static SimCluster forLeases(long seed, long leaseMillis) {
    long lease = leaseMillis * MILLIS;
    CoreOptions core =
        new CoreOptions(lease, 60 * MILLIS, 10 * MILLIS, 64 << 10, 256 << 10, 1 << 20, 64 << 20);
    HostOptions options =
        HostOptions.DEFAULT
            .withLiveness(LivenessOptions.DEFAULT.withTimes(lease / 5, lease))
            .withCore(core);
    return new SimCluster(seed, options, 1, Bug.NONE);
  }

  /** Three machines with the limits and times that nodes have. */
  static SimCluster asInProduction(long seed, int groups) {
    return new SimCluster(seed, HostOptions.DEFAULT, groups, Bug.NONE);
  }

  /** Three machines with these limits and times. */
  SimCluster(long seed, HostOptions options, int groups, Bug bug) {
    this.simulation = new Simulation(seed);
    this.random = simulation.random();
    this.bug = bug;
    this.memoryLog = true;
    this.tinyLog = false;
    this.segmentBytes = 64 << 10;
    names.addAll(List.of("n1", "n2", "n3"));
    this.membership = Membership.storage("n1~1", "n2~2", "n3~3");
    this.options = options;
    for (long group = 1; group <= groups; group++) {
      agreements.put(group, new Agreement(group));
    }
  }

  Machine machine(String name) {
    return machines.get(name);
  }

  /** What becomes of a message of a group. */
  enum Fate {
    PASS,
    DROP,
    HOLD
  }

  /** Decides what becomes of each message from now on. */
  void onSend(BiFunction<String, Message, Fate> decide) {
    fate = decide;
  }

  void send(Network real, String to, Message message, byte[] bytes) {
    switch (fate.apply(to, message)) {
      case PASS -> real.send(to, bytes);
      case DROP -> {}
      case HOLD -> held.add(() -> real.send(to, bytes));
    }
  }

  /** What was held goes its way. */
  void releaseHeld() {
    List<Runnable> all = List.copyOf(held);
    held.clear();
    all.forEach(Runnable::run);
  }

  /** Keeps every message and fault as a line of the trace. */
  void verbose(int lines) {
    verbose = true;
    simulation.recordTrace(lines);
  }

  void start() {
    for (String name : names) {
      Machine machine = new Machine(simulation.node(name), agreements::get, sources);
      for (Member member : membership.voters()) {
        if (ReplicaName.nodeOf(member.name()).equals(name)) {
          agreements.keySet().forEach(g -> machine.host(g, member.name(), membership, true));
        }
      }
      machines.put(name, machine);
      // A disk that fails while the node starts ends the process, as it does later on.
      machine.node.onFatal(
          thrown -> thrown instanceof UncheckedIOException && reboot(machine.node));
      machine.node.run("boot", () -> boot(machine));
    }
  }

  Iterable<Machine> machines() {
    return machines.values();
  }

  /** Somebody's store is being replaced. */
  void rebuilding(String node) {
    onRebuild.accept(node);
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
      onElected.accept(ReplicaName.nodeOf(node));
    }
  }

  void onElected(Consumer<String> action) {
    onElected = action;
  }

  /** Somebody's store is being replaced, or is about to be. */
  void onRebuild(Consumer<String> action) {
    onRebuild = action;
  }

  /** A leader was asked for a change of membership. */
  void changing(Replica leader, Membership next) {
    onChange.accept(ReplicaName.nodeOf(leader.name), next);
  }

  void onChange(BiConsumer<String, Membership> action) {
    onChange = action;
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
    Replica replica = machine.running(group);
    if (replica == null) {
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
    Replica leader = leading(group);
    return leader != null
        ? ReplicaName.nodeOf(leader.name)
        : names.get(random.nextInt(names.size()));
  }

  /** The running replica of this name, or null. */
  Replica replica(long group, String name) {
    Machine machine = machines.get(ReplicaName.nodeOf(name));
    Replica replica = machine == null ? null : machine.running(group);
    return replica != null && replica.name.equals(name) ? replica : null;
  }

  /** The replica that says it leads in the latest term, or null. */
  Replica leading(long group) {
    Replica found = null;
    for (Machine machine : machines.values()) {
      Replica replica = machine.running(group);
      if (replica != null
          && replica.leading()
          && (found == null || replica.leadingTerm() > found.leadingTerm())) {
        found = replica;
      }
    }
    return found;
  }

  /** Makes the replicas that a settled membership has, and drops those that it has not any more. */
  void place(long group, Membership settled, RandomSource chance) {
    for (Machine machine : machines.values()) {
      Hosted hosted = machine.hosted.get(group);
      if (hosted != null) {
        boolean gone =
            !settled.contains(hosted.name)
                && ReplicaName.generationOf(hosted.name) <= settled.lastGeneration();
        if (gone && !hosted.dropping && machine.node.up() && chance.chance(0.5)) {
          machine.drop(group);
        }
      } else {
        for (String name : settled.memberNames()) {
          // A leader that is none any more may still name one that is gone.
          if (ReplicaName.nodeOf(name).equals(machine.node.name())
              && !machine.everHosted(group, name)) {
            machine.host(group, name, settled, false);
          }
        }
      }
    }
  }

  /** True when a majority of every group, all of it whole, would stay without this node. */
  boolean canSpare(String name) {
    for (long group : agreements.keySet()) {
      Replica leader = leading(group);
      if (leader == null || leader.group().status().changing()) {
        return false;
      }
      Membership settled = leader.group().membership();
      // A log replica keeps what a missing storage voter lacks, and has soon no more room.
      if (tinyLog && settled.voters().stream().anyMatch(voter -> voter.kind() == Kind.LOG)) {
        return false;
      }
      if (Changes.hasNode(settled, name)
          && (settled.voters().size() < 3 || !whole(group, settled))) {
        return false;
      }
    }
    return true;
  }

  private boolean whole(long group, Membership settled) {
    for (Member member : settled.voters()) {
      Replica replica = machines.get(ReplicaName.nodeOf(member.name())).running(group);
      if (replica == null
          || !replica.name.equals(member.name())
          || !replica.consistent()
          || (member.kind() == Kind.STORAGE
              && replica.applied() < agreement(group).acknowledgedThrough())) {
        return false;
      }
    }
    return true;
  }

  /** True when all members of all groups have applied the same, and all that was acknowledged. */
  boolean converged() {
    for (long group : agreements.keySet()) {
      Replica leader = leading(group);
      if (leader == null || leader.applied() < agreement(group).acknowledgedThrough()) {
        return false;
      }
      GroupStatus status = leader.group().status();
      for (MemberStatus member : status.members()) {
        Replica replica = machines.get(ReplicaName.nodeOf(member.name())).running(group);
        if (replica == null
            || !replica.name.equals(member.name())
            || !replica.consistent()
            || replica.applied() != leader.applied()) {
          return false;
        }
      }
      if (status.changing() || status.members().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Looks now and then whether something has come about. */
  boolean eventually(BooleanSupplier condition, long nanosMax) {
    long deadline = simulation.nowNanos() + nanosMax;
    while (simulation.nowNanos() < deadline) {
      if (condition.getAsBoolean()) {
        return true;
      }
      simulation.runFor(50 * MILLIS);
    }
    return condition.getAsBoolean();
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
    machine.begun(host);
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
        tinyLog ? 2_000 + random.nextInt(3_000) : 64 << 20);
  }
}
