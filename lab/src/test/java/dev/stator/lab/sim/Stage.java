package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.SimNetwork;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeBranch;
import dev.stator.node.NodeOptions;
import dev.stator.server.core.NodeCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where directed schedules are played: a whole cluster, one partition with counters in it, and the
 * parts that its replicas have: the leader, whose clock is 1 % slow, and two others, whose clocks
 * are 1 % fast.
 */
final class Stage {
  private static final int DRIFT_PPM = 10_000;

  final ClusterWorld world;
  final SimNetwork network;
  final RandomSource random;
  final Counters counters;
  final long partition;
  final long lease;
  final ClusterMachine leader;
  final ClusterMachine second;
  final ClusterMachine third;

  /** Machines without a replica. */
  final List<ClusterMachine> spare;

  private final OneTable table;

  /** How a stage is built. */
  record Setting(int machines, int counters, HostOptions host, NodeOptions node) {}

  Stage(long seed, Setting set) {
    world = new ClusterWorld(seed, set.machines(), set.host(), set.node());
    network = world.simulation.network();
    random = world.random.fork();
    lease = set.host().core().leaseNanos();
    world.watchLeaders();
    table = new OneTable(world, new TreeMap<>());
    partition = table.partition();
    await(60, "a whole cluster", () -> world.unsettled() == null);
    leader = table.leader();
    List<ClusterMachine> others = new ArrayList<>(replicas());
    others.remove(leader);
    boolean swap = random.chance(0.5);
    second = others.get(swap ? 1 : 0);
    third = others.get(swap ? 0 : 1);
    spare =
        world.machines.stream()
            .filter(machine -> machine != leader && !others.contains(machine))
            .toList();
    leader.node.clock().drift(-DRIFT_PPM);
    others.forEach(machine -> machine.node.clock().drift(DRIFT_PPM));
    counters = new Counters(world, partition, set.counters());
    await(30, "answers", () -> counters.answered() > 100);
  }

  private List<ClusterMachine> replicas() {
    return membership(table.leader()).voters().stream()
        .map(voter -> world.machine(ReplicaName.nodeOf(voter.name())))
        .toList();
  }

  /** The group as a machine knows it. */
  GroupStatus status(ClusterMachine machine) {
    NodeCore core = Objects.requireNonNull(machine.core());
    return Objects.requireNonNull(core.storage().status(partition));
  }

  Membership membership(ClusterMachine machine) {
    return status(machine).membership();
  }

  /** Whether a machine leads, and has applied what was before. */
  boolean leads(ClusterMachine machine) {
    NodeCore core = machine.core();
    return core != null && core.storage().leads(partition);
  }

  /** The group as its leader knows it, if there is one that has applied what was before. */
  private @Nullable GroupStatus led() {
    for (ClusterMachine machine : world.machines) {
      if (leads(machine)) {
        return status(machine);
      }
    }
    return null;
  }

  /** Whether a log replica on that machine votes, and that is settled. */
  boolean standsIn(ClusterMachine machine) {
    GroupStatus led = led();
    return led != null
        && !led.changing()
        && led.membership().voters().stream()
            .anyMatch(voter ->
                voter.kind() == Kind.LOG
                    && ReplicaName.nodeOf(voter.name()).equals(machine.name()));
  }

  /** A machine in a zone that had no replica at the beginning. */
  ClusterMachine spareIn(String zone) {
    return spare.stream()
        .filter(machine -> machine.info.zone().equals(zone))
        .findFirst()
        .orElseThrow();
  }

  /** Whether every voter is on a machine that runs, and that is settled. */
  boolean allVotersRun() {
    GroupStatus led = led();
    return led != null
        && !led.changing()
        && led.membership().voters().stream()
            .allMatch(voter -> world.machine(ReplicaName.nodeOf(voter.name())).core() != null);
  }

  /** Whether no log replica votes, and that is settled. */
  boolean allVotersStore() {
    GroupStatus led = led();
    return led != null
        && !led.changing()
        && led.membership().voters().stream().allMatch(voter -> voter.kind() == Kind.STORAGE);
  }

  /** Whether the members are three storage voters, and that is settled. */
  boolean isWhole() {
    GroupStatus led = led();
    return led != null
        && !led.changing()
        && led.membership().learners().isEmpty()
        && led.membership().voters().stream().allMatch(voter -> voter.kind() == Kind.STORAGE);
  }

  /** Whether the group is whole without a replica of this name. */
  boolean isWholeWithout(String replica) {
    GroupStatus led = led();
    return isWhole() && led != null && !led.membership().contains(replica);
  }

  /** Whether a machine has a replica of the group. */
  boolean hosts(ClusterMachine machine) {
    NodeCore core = machine.core();
    return core != null && core.storage().hosts(partition);
  }

  /** The first machine with a replica, of the leader and the others in turn, that is like that. */
  ClusterMachine replica(Predicate<ClusterMachine> which) {
    return Stream.of(third, second, leader).filter(which).findFirst().orElseThrow();
  }

  /**
   * A machine dies with a replica, while a log replica has the only node that is left for another:
   * all groups become whole without it, with clients going on.
   */
  void isLostForGood(ClusterMachine lost) {
    String replica = Objects.requireNonNull(lost.core()).storage().status(partition).self();
    counters.addAll(lost == second ? third : second);
    runFor(lease);
    lost.crash(true);
    ClusterMachine standIn = spare.getFirst();
    awaitMoment(5, "a log replica", () -> standsIn(standIn));
    if (random.chance(0.6)) {
      // Somewhere between being a log replica and being none.
      runFor(4 * World.SECONDS + random.nextLong(4 * World.SECONDS));
      standIn.crash(random.chance(0.5));
      runFor(random.nextLong(World.SECONDS));
      standIn.restart();
    }
    await(60, "a group without it", () -> isWholeWithout(replica));
    // What is written all the time is at no moment equal everywhere.
    counters.pause(World.SECONDS);
    await(60, "whole groups", () -> world.unsettledWithout(lost) == null);
    mustHaveHit(NodeBranch.LOG_REPLICA_CONVERTED);
    counters.pause(20 * World.MILLIS);
    runFor(2 * lease);
  }

  /** Has a machine's node leave the cluster for good. */
  void remove(ClusterMachine machine) {
    ClusterMachine by = machine == second ? third : second;
    NodeCore core = Objects.requireNonNull(by.core());
    String said = "ask again.";
    for (int i = 0; i < 10 && said.endsWith("ask again."); i++) {
      List<String> answers = new ArrayList<>();
      by.node.run("remove", () -> core.remove(machine.name(), true, answers::add));
      await(30, "an answer", () -> !answers.isEmpty());
      said = answers.getFirst();
      runFor(World.SECONDS / 2);
    }
    Violation.unless(said.isEmpty(), machine.name() + " may not leave: " + said);
  }

  /** How many of the machines that run know a machine as a member. */
  long knownTo(ClusterMachine machine) {
    return running().stream()
        .filter(core -> core.knowledge().nodes().find(machine.name()) != null)
        .count();
  }

  /** What runs. */
  List<NodeCore> running() {
    List<NodeCore> cores = new ArrayList<>();
    for (ClusterMachine machine : world.machines) {
      NodeCore core = machine.core();
      if (core != null) {
        cores.add(core);
      }
    }
    return cores;
  }

  /** A branch that the schedule is there for must have been taken. */
  void mustHaveHit(Enum<?> branch) {
    Violation.unless(world.branches.contains(branch), branch + " was not come upon");
  }

  void runFor(long nanos) {
    world.simulation.runFor(nanos);
  }

  /** Looks ten times a virtual second. */
  void await(long seconds, String what, BooleanSupplier condition) {
    table.await(seconds, what, condition);
  }

  /** Looks a thousand times a virtual second: for moments that pass. */
  void awaitMoment(long seconds, String what, BooleanSupplier condition) {
    for (long millis = 0; millis < 1_000 * seconds; millis++) {
      if (condition.getAsBoolean()) {
        return;
      }
      runFor(World.MILLIS);
    }
    throw new Violation("within " + seconds + " s there was not " + what);
  }

  /** Cuts two machines off from each other. */
  void cut(ClusterMachine one, ClusterMachine other) {
    network.cut(one.name(), other.name());
    network.cut(other.name(), one.name());
  }

  void cutLeaderOff() {
    cut(leader, second);
    cut(leader, third);
  }

  /** All is healed and every machine runs; the group becomes whole, and its counters are right. */
  void end() {
    heal();
    world.machines.forEach(ClusterMachine::restart);
    await(120, "a whole group: " + world.unsettled(), () -> world.unsettled() == null);
    checkCounters();
  }

  void heal() {
    network.healAll();
    world.machines.forEach(machine -> {
      machine.node.disk().stand(false);
      machine.node.disk().delay(100_000, 2_000_000);
    });
  }

  /** Every counter can be read and added to through every machine, and what is read is right. */
  void checkCounters() {
    counters.stop();
    runFor(12 * World.SECONDS);
    for (ClusterMachine machine : world.machines) {
      if (machine.core() != null) {
        // Who asks a node that was restarted meanwhile is told that its write may be lost, once.
        await(30, "answers through " + machine.name(), () -> answersAll(machine));
      }
    }
  }

  private boolean answersAll(ClusterMachine machine) {
    long wanted = counters.answered() + 2L * counters.count();
    counters.readAll(machine);
    counters.addAll(machine);
    runFor(World.SECONDS);
    return counters.answered() >= wanted;
  }
}
