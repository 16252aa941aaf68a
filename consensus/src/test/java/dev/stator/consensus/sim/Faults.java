package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNetwork;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicaName;
import java.util.List;

/** Breaks a cluster at random moments, as long as it is told to. */
final class Faults {
  private final SimCluster cluster;
  private final RandomSource random;
  private final SimNetwork network;
  private boolean striking = true;
  private List<String> supervised = List.of();
  private static final long NEVER = 1L << 60;

  Faults(SimCluster cluster) {
    this.cluster = cluster;
    this.random = cluster.random.fork();
    this.network = cluster.simulation.network();
  }

  void begin() {
    double chance = random.chance(0.3) ? 0.3 : 0;
    cluster.onVote((voter, candidate) -> {
      if (striking && random.chance(chance)) {
        strikeVoter(voter, candidate);
      }
    });
    double young = random.chance(0.2) ? 0.6 : 0;
    cluster.onElected(leader -> {
      if (striking && random.chance(young)) {
        cluster.simulation.after(
            random.nextLong(8 * MILLIS), () -> crashForAWhile(leader, 600 * MILLIS));
      }
    });
    double interrupted = random.chance(0.5) ? 0.4 : 0;
    cluster.onRebuild(node -> {
      if (striking && random.chance(interrupted)) {
        cluster.simulation.after(
            random.nextLong(120 * MILLIS), () -> crashForAWhile(node, 400 * MILLIS));
      }
    });
    double torn = random.chance(0.5) ? 0.3 : 0;
    cluster.onChange((leader, next) -> {
      if (striking && random.chance(torn)) {
        strikeChange(leader, next);
      }
    });
    again();
  }

  /** The leader is gone, or alone, or only with those that the change brings in. */
  private void strikeChange(String leader, Membership next) {
    switch (random.nextInt(4)) {
      case 0 ->
          cluster.simulation.after(
              random.nextLong(8 * MILLIS), () -> crashForAWhile(leader, 600 * MILLIS));
      case 1 -> network.isolate(leader);
      default -> {
        for (String one : cluster.names) {
          for (String other : cluster.names) {
            if (votes(next, one) != votes(next, other)
                && !one.equals(leader)
                && !other.equals(leader)) {
              network.cut(one, other);
            }
          }
          if (!votes(next, one) && !one.equals(leader)) {
            network.cut(leader, one);
            network.cut(one, leader);
          }
        }
      }
    }
  }

  private static boolean votes(Membership membership, String node) {
    return membership.voters().stream().anyMatch(m -> ReplicaName.nodeOf(m.name()).equals(node));
  }

  void end() {
    striking = false;
  }

  /**
   * Mends everything, waits until all members are whole, and breaks one node again that the others
   * can do without, or none; answers who that is.
   */
  List<String> healCore() {
    healAll();
    for (String name : cluster.names) {
      cluster.node(name).disk().delay(100_000, 2_000_000);
      cluster.node(name).disk().dieAt(NEVER, false);
    }
    String out = someone();
    if (random.chance(0.3) || !cluster.eventually(() -> cluster.canSpare(out), 5_000 * MILLIS)) {
      return List.of();
    }
    supervised = others(out);
    switch (random.nextInt(5)) {
      case 0 -> crash(out, random.chance(0.5));
      case 1 -> network.isolate(out);
      case 2 -> others(out).forEach(other -> network.cut(out, other));
      case 3 -> others(out).forEach(other -> network.cut(other, out));
      default -> others(out).forEach(other -> network.link(out, other, LinkSettings.HOSTILE));
    }
    return List.of(out);
  }

  void healAll() {
    network.healAll();
    boolean begun = !supervised.isEmpty();
    supervised = cluster.names;
    if (!begun) {
      supervise();
    }
  }

  /** Starts nodes again that should run and do not. */
  private void supervise() {
    supervised.forEach(cluster::restart);
    cluster.simulation.after(500 * MILLIS, this::supervise);
  }

  /** The voter restarts at once, and only it may learn soon that the candidate was elected. */
  private void strikeVoter(String voter, String candidate) {
    for (String other : others(candidate)) {
      if (!other.equals(voter)) {
        network.cut(candidate, other);
      }
    }
    cluster.simulation.after(500_000 + random.nextLong(MILLIS), () -> crash(voter, true));
    cluster.simulation.after(5 * MILLIS, () -> cluster.restart(voter));
  }

  private void again() {
    cluster.simulation.after(
        (20 + random.nextInt(600)) * MILLIS,
        () -> {
          if (striking) {
            strike();
            if (random.chance(0.2)) {
              cluster.restart(someone());
            }
            again();
          }
        });
  }

  private void strike() {
    switch (random.nextInt(18)) {
      case 0, 1 -> crashForAWhile(someone());
      case 2 -> crashForAWhile(cluster.likelyLeader(someGroup()));
      case 3 -> cluster.names.forEach(this::crashForAWhile);
      case 4 -> network.isolate(someone());
      case 5 -> network.isolate(cluster.likelyLeader(someGroup()));
      case 6 -> network.cut(someone(), someone());
      case 7 -> {
        String leader = cluster.likelyLeader(someGroup());
        boolean out = random.chance(0.5);
        for (String other : others(leader)) {
          network.cut(out ? leader : other, out ? other : leader);
        }
      }
      case 8, 9 -> network.heal();
      case 10 ->
          network.everywhere(random.chance(0.5) ? LinkSettings.HOSTILE : LinkSettings.HEALTHY);
      case 11 -> cluster.node(someone()).pause(random.nextInt(1500) * MILLIS);
      case 12 ->
          cluster
              .node(someone())
              .disk()
              .delay(0, (1 + random.nextInt(random.chance(0.2) ? 1000 : 20)) * MILLIS);
      case 16 -> cluster.node(someone()).clock().drift(random.nextInt(20_001) - 10_000);
      case 13 -> cluster.node(someone()).disk().failNextSync();
      case 14, 15 ->
          cluster.node(someone()).disk().dieAt(1 + random.nextInt(60), random.chance(0.5));
      default -> network.link(someone(), someone(), LinkSettings.HOSTILE.withLoss(0.3));
    }
  }

  private void crashForAWhile(String name) {
    crashForAWhile(name, 2500 * MILLIS);
  }

  private void crashForAWhile(String name, long nanosMax) {
    crash(name, random.chance(0.5));
    cluster.simulation.after(random.nextLong(nanosMax), () -> cluster.restart(name));
  }

  private void crash(String name, boolean power) {
    if (cluster.node(name).up()) {
      cluster.crash(name, power);
    }
  }

  private List<String> others(String name) {
    return cluster.names.stream().filter(other -> !other.equals(name)).toList();
  }

  private String someone() {
    return cluster.names.get(random.nextInt(cluster.names.size()));
  }

  private long someGroup() {
    long last = 1;
    for (long group : cluster.groups()) {
      last = group;
    }
    return 1 + random.nextLong(last);
  }
}
