package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;
import static dev.stator.consensus.sim.SimCluster.SECONDS;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNetwork;
import dev.stator.consensus.core.Message;
import java.util.List;

/**
 * Directed schedules: each leads a group of three to the moment at which one rule of the lease is
 * all that keeps a deposed leader from answering reads. The old leader's clock is 1 % slow, those
 * of the others 1 % fast.
 */
enum LeaseSchedule {
  /** The third member loses the leader first and stands, while the second hears it still. */
  STAGGERED_CUT {
    @Override
    void play(World w) {
      w.cut(w.third);
      w.runFor(w.random.nextLong(w.lease * 3 / 2));
      w.cut(w.second);
      w.runFor(2 * w.lease);
    }
  },
  /** The leader is cut off, and all others restart at once. */
  CUT_AND_RESTART {
    @Override
    void play(World w) {
      w.cut(w.second);
      w.cut(w.third);
      for (String name : List.of(w.second, w.third)) {
        w.cluster.crash(name, false);
      }
      w.runFor(MILLIS);
      w.cluster.restart(w.second);
      w.cluster.restart(w.third);
      w.runFor(2 * w.lease);
    }
  },
  /** Pongs are long under way when the leader is cut off. */
  SLOW_PONGS {
    @Override
    void play(World w) {
      LinkSettings slow = LinkSettings.HEALTHY.withDelay(w.lease / 2, w.lease * 6 / 10);
      w.network.link(w.second, w.leader, slow);
      w.network.link(w.third, w.leader, slow);
      w.runFor(2 * w.lease);
      w.cut(w.second);
      w.cut(w.third);
      w.runFor(2 * w.lease);
    }
  },
  /** The leader hands over and hears nothing any more. */
  HAND_OVER_AND_CUT {
    @Override
    void play(World w) {
      w.cluster.onSend((to, message) -> {
        if (message instanceof Message.StandNow) {
          w.network.cut(w.second, w.leader);
          w.network.cut(w.third, w.leader);
        }
        return SimCluster.Fate.PASS;
      });
      w.cluster.strong.handOver(w.leader, World.GROUP, w.second);
      w.runFor(2 * w.lease);
    }
  },
  /** The new leader is known to have its first entry long before it has synced that itself. */
  SLOW_SUCCESSOR {
    @Override
    void play(World w) {
      w.cluster.node(w.second).disk().delay(w.lease / 40, w.lease / 4);
      w.cluster.node(w.third).disk().delay(0, w.lease / 4);
      w.runFor(w.lease);
      w.cut(w.second);
      w.cut(w.third);
      w.runFor(3 * w.lease);
      w.cluster.node(w.second).disk().delay(0, MILLIS);
      w.cluster.node(w.third).disk().delay(0, MILLIS);
    }
  },
  /** The others have elected one of them; their node answers pings again, their members do not. */
  LEFT_AND_HEALED {
    @Override
    void play(World w) {
      w.cut(w.second);
      w.cut(w.third);
      w.cluster.onSend(
          (to, message) -> to.equals(w.leader) ? SimCluster.Fate.DROP : SimCluster.Fate.PASS);
      w.runUntilAnotherLeads();
      w.network.heal();
      w.runFor(2 * w.lease);
    }
  },
  /** As before, and what they had accepted before they left comes late. */
  LEFT_AND_LATE_ACCEPTANCE {
    @Override
    void play(World w) {
      w.cluster.onSend((to, message) -> {
        if (!to.equals(w.leader)) {
          return SimCluster.Fate.PASS;
        }
        return message instanceof Message.AppendAccepted
            ? SimCluster.Fate.HOLD
            : SimCluster.Fate.DROP;
      });
      w.runFor(20 * MILLIS);
      w.cut(w.second);
      w.cut(w.third);
      w.runUntilAnotherLeads();
      w.network.heal();
      for (int i = 0; i < 10; i++) {
        w.runFor(w.lease / 10);
        w.cluster.releaseHeld();
      }
    }
  },
  /** The target of a hand-over hears of it only when the others have elected somebody. */
  LATE_STAND_NOW {
    @Override
    void play(World w) {
      boolean[] said = {false};
      w.cluster.onSend((to, message) -> {
        if (message instanceof Message.StandNow) {
          said[0] = true;
          return SimCluster.Fate.HOLD;
        }
        boolean later = said[0] && message instanceof Message.AppendRequest;
        return later && to.equals(w.second) ? SimCluster.Fate.DROP : SimCluster.Fate.PASS;
      });
      w.cluster.strong.handOver(w.leader, World.GROUP, w.second);
      w.runFor(2 * w.lease);
      w.cluster.onSend(
          (to, message) -> to.equals(w.leader) ? SimCluster.Fate.DROP : SimCluster.Fate.PASS);
      w.cut(w.third);
      w.network.cut(w.second, w.leader);
      w.cluster.releaseHeld();
      w.runFor(2 * w.lease);
    }
  },
  /** A long lease, so that clocks drift apart in it by more than an election takes. */
  LONG_LEASE {
    @Override
    long leaseMillis() {
      return 10_000;
    }

    @Override
    void play(World w) {
      w.cut(w.second);
      w.cut(w.third);
      w.runFor(2 * w.lease);
    }
  };

  abstract void play(World world);

  long leaseMillis() {
    return 200;
  }

  /** Plays it once; throws when a read was stale, or nobody led. */
  World run(long seed) {
    World world = new World(seed, leaseMillis());
    world.awaitLeader();
    world.clients();
    world.runFor(world.lease);
    play(world);
    world.cluster.onSend((to, message) -> SimCluster.Fate.PASS);
    world.network.healAll();
    world.awaitLeader();
    world.runFor(world.lease);
    return world;
  }

  /** Three machines, one group, its leader, and somebody who writes and reads everywhere. */
  static final class World {
    static final long GROUP = 1;

    final SimCluster cluster;
    final SimNetwork network;
    final RandomSource random;
    final long lease;
    String leader = "";
    String second = "";
    String third = "";

    World(long seed, long leaseMillis) {
      cluster = SimCluster.forLeases(seed, leaseMillis);
      network = cluster.simulation.network();
      random = cluster.random.fork();
      lease = leaseMillis * MILLIS;
      cluster.start();
    }

    void awaitLeader() {
      boolean leads =
          cluster.simulation.runUntil(
              () -> cluster.strong.leader(GROUP) != null, 10 * lease + SECONDS);
      if (!leads) {
        throw new Agreement.Violation("nobody leads");
      }
      leader = cluster.strong.leader(GROUP);
      List<String> others = cluster.names.stream().filter(name -> !name.equals(leader)).toList();
      boolean swap = random.chance(0.5);
      second = others.get(swap ? 1 : 0);
      third = others.get(swap ? 0 : 1);
      cluster.node(leader).clock().drift(-10_000);
      cluster.node(second).clock().drift(10_000);
      cluster.node(third).clock().drift(10_000);
    }

    void cut(String other) {
      network.cut(leader, other);
      network.cut(other, leader);
    }

    void runFor(long nanos) {
      cluster.simulation.runFor(nanos);
    }

    void runUntilAnotherLeads() {
      cluster.simulation.runUntil(
          () -> cluster.strong.leads(second, GROUP) || cluster.strong.leads(third, GROUP),
          3 * lease);
    }

    void clients() {
      cluster.simulation.after(
          MILLIS,
          () -> {
            for (String name : cluster.names) {
              cluster.propose(name, GROUP);
              cluster.strong.read(name, GROUP);
            }
            clients();
          });
    }
  }
}
