package dev.stator.lab.sim;

import static dev.stator.lab.sim.StageSettings.COUNTERS;
import static dev.stator.lab.sim.StageSettings.MANY;
import static dev.stator.lab.sim.StageSettings.machines;
import static dev.stator.lab.sim.StageSettings.node;
import static dev.stator.lab.sim.StageSettings.repairs;
import static dev.stator.lab.sim.StageSettings.retaining;
import static dev.stator.lab.sim.StageSettings.slowCopies;

import dev.stator.base.sim.LinkSettings;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.core.Probe;
import dev.stator.consensus.host.HostOptions;
import dev.stator.consensus.liveness.LivenessOptions;
import dev.stator.node.NodeOptions;
import java.util.List;

/**
 * Directed schedules of a whole cluster: each leads a group to the moment at which one rule is all
 * that keeps a promise. Random faults seldom come there.
 */
enum ClusterSchedule {
  /** The third replica loses the leader first, while the second hears it still. */
  STAGGERED_CUT {
    @Override
    void play(Stage s) {
      s.cut(s.leader, s.third);
      s.runFor(s.random.nextLong(s.lease * 3 / 2));
      s.cut(s.leader, s.second);
      s.runFor(2 * s.lease);
    }
  },
  /** The leader is cut off, and all others restart at once. */
  CUT_AND_RESTART {
    @Override
    void play(Stage s) {
      s.cutLeaderOff();
      for (ClusterMachine machine : List.of(s.second, s.third)) {
        machine.crash(false);
      }
      s.runFor(World.MILLIS);
      s.second.restart();
      s.third.restart();
      s.runFor(3 * s.lease);
    }
  },
  /** What answers the leader is long under way when it is cut off. */
  SLOW_ANSWERS {
    @Override
    void play(Stage s) {
      LinkSettings slow = LinkSettings.HEALTHY.withDelay(s.lease / 2, s.lease * 6 / 10);
      s.network.link(s.second.name(), s.leader.name(), slow);
      s.network.link(s.third.name(), s.leader.name(), slow);
      s.runFor(2 * s.lease);
      s.cutLeaderOff();
      s.runFor(2 * s.lease);
    }
  },
  /** The leader hands over, and hears nothing any more. */
  HAND_OVER_AND_CUT {
    @Override
    void play(Stage s) {
      // Whoever takes over must have everything at this moment.
      s.counters.additions(0);
      s.runFor(s.lease / 4);
      s.leader.handOver();
      s.network.cut(s.second.name(), s.leader.name());
      s.network.cut(s.third.name(), s.leader.name());
      s.counters.additions(0.5);
      s.runFor(2 * s.lease);
    }
  },
  /**
   * The old leader hears what others have synced, and answers its clients; nobody hears that from
   * it. The new leader has what it must apply in its log, and syncs its own first entry late.
   */
  SLOW_SUCCESSOR {
    @Override
    void play(Stage s) {
      s.second.node.disk().delay(s.lease / 40, s.lease / 4);
      s.third.node.disk().delay(0, s.lease / 4);
      s.runFor(s.lease);
      s.network.cut(s.leader.name(), s.second.name());
      s.network.cut(s.leader.name(), s.third.name());
      s.runFor(s.lease / 2);
      s.counters.additions(0.1);
      s.runFor(3 * s.lease);
    }
  },
  /** A long lease, in which clocks drift apart by more than an election takes. */
  LONG_LEASE {
    @Override
    Stage.Setting setting() {
      long lease = 10 * World.SECONDS;
      CoreOptions core =
          new CoreOptions(
              lease, 60 * World.MILLIS, 10 * World.MILLIS, 64 << 10, 256 << 10, 1 << 20, 64 << 20);
      HostOptions host =
          HostOptions.DEFAULT
              .withLiveness(LivenessOptions.DEFAULT.withTimes(World.SECONDS / 10, lease))
              .withCore(core);
      return new Stage.Setting(3, COUNTERS, host, node(NodeOptions.DEFAULT));
    }

    @Override
    void play(Stage s) {
      s.cutLeaderOff();
      s.runFor(s.lease + s.lease / 4);
    }
  },
  /** Power goes everywhere at once, while disks are slow. */
  POWER_LOSS_OF_ALL {
    @Override
    void play(Stage s) {
      s.world.machines.forEach(
          machine -> machine.node.disk().delay(20 * World.MILLIS, 80 * World.MILLIS));
      s.runFor(s.lease);
      s.world.machines.forEach(machine -> machine.crash(true));
      s.runFor(World.MILLIS);
      s.heal();
      s.world.machines.forEach(ClusterMachine::restart);
      s.runFor(5 * s.lease);
    }
  },
  /** The leader is alone for long, with clients of its own. */
  LEADER_ALONE {
    @Override
    void play(Stage s) {
      s.cutLeaderOff();
      s.runFor(5 * s.lease);
      s.network.heal();
      s.runFor(s.lease);
    }
  },
  /** The old leader has entries that nobody else has, and restarts with them. */
  OLD_LEADER_RESTARTS {
    @Override
    void play(Stage s) {
      s.cutLeaderOff();
      s.runFor(s.lease / 2);
      s.leader.crash(s.random.chance(0.5));
      s.runFor(3 * s.lease);
      s.leader.restart();
      s.runFor(s.lease);
      s.network.heal();
      s.runFor(2 * s.lease);
    }
  },
  /** The leader dies with writes on their way from the routers of the others. */
  LEADER_DIES {
    @Override
    void play(Stage s) {
      s.counters.at(List.of(s.second, s.third));
      s.runFor(s.lease / 4);
      s.leader.crash(true);
      s.runFor(4 * s.lease);
    }
  },
  /** A follower is cut off and healed again and again, in one term. */
  FOLLOWER_CUT_AND_HEALED {
    @Override
    void play(Stage s) {
      for (int i = 0; i < 6; i++) {
        s.cut(s.leader, s.third);
        s.runFor(s.random.nextLong(2 * s.lease));
        s.network.heal();
        s.runFor(s.random.nextLong(s.lease / 2));
      }
      s.cut(s.leader, s.second);
      s.runFor(2 * s.lease);
    }
  },
  /**
   * A log replica stands in for one storage replica, and with the leader has all that is written
   * while another is cut off. Then the leader is gone for good.
   */
  ONLY_THE_LOG_REPLICA_HAS_IT {
    @Override
    Stage.Setting setting() {
      return machines(4);
    }

    @Override
    void play(Stage s) {
      ClusterMachine standIn = s.spare.getFirst();
      s.third.crash(true);
      s.awaitMoment(30, "a log replica", () -> s.standsIn(standIn));
      s.network.isolate(s.second.name());
      s.counters.at(List.of(s.leader, standIn));
      s.counters.additions(1);
      s.runFor(4 * s.lease);
      s.leader.crash(true);
      s.network.heal();
      s.counters.at(List.of(s.second, standIn));
      s.counters.additions(0.5);
      s.await(30, "a leader with all that is known", () -> s.leads(s.second));
      s.runFor(2 * s.lease);
    }

    @Override
    void end(Stage s) {
      s.checkCounters();
    }
  },
  /**
   * A leader is about to replace a replica that it does not hear, when it is cut off from the other
   * one too: the two that are left go on without it.
   */
  REPLACED_WHILE_CUT_OFF {
    @Override
    Stage.Setting setting() {
      return machines(4);
    }

    @Override
    void play(Stage s) {
      ClusterMachine standIn = s.spare.getFirst();
      s.cut(s.third, s.leader);
      s.cut(s.third, standIn);
      s.awaitMoment(
          30,
          "a learner",
          () -> !s.membership(s.leader).learners().isEmpty() && !s.status(s.leader).changing());
      s.cut(s.second, s.leader);
      s.cut(s.second, standIn);
      s.runFor(8 * s.lease);
    }
  },
  /**
   * A replica is stood in for and comes back, and then one dies again: the stand-in is a machine
   * that the leader has known before, and has not heard since it had nothing to do with its groups.
   */
  STOOD_IN_FOR_AGAIN {
    @Override
    Stage.Setting setting() {
      return machines(6);
    }

    @Override
    void play(Stage s) {
      for (ClusterMachine gone : List.of(s.third, s.third, s.second, s.third)) {
        gone.crash(true);
        ClusterMachine standIn = s.spareIn(gone.info.zone());
        s.awaitMoment(2, "a log replica in its zone", () -> s.standsIn(standIn));
        gone.restart();
        s.await(30, "a whole group", s::isWhole);
        s.runFor(2 * World.SECONDS);
      }
    }
  },
  /**
   * Nobody looks at the group any more when the disk of a replica stands still; its node answers. A
   * log replica comes before another replica dies, so the group goes on; then the disk does, too.
   */
  DISK_STANDS_STILL {
    @Override
    Stage.Setting setting() {
      return machines(4);
    }

    @Override
    void play(Stage s) {
      s.runFor(15 * World.SECONDS);
      s.third.node.disk().stand(true);
      s.awaitMoment(6, "a log replica", () -> s.standsIn(s.spare.getFirst()));
      s.second.crash(true);
      long answered = s.counters.answered();
      s.await(6, "answers without the second", () -> s.counters.answered() > answered + 100);
      s.third.node.disk().stand(false);
      s.await(30, "the third in its place again", s::allVotersStore);
    }
  },
  /** A disk is slow, and no more than that: nobody stands in for it. */
  DISK_IS_SLOW {
    @Override
    Stage.Setting setting() {
      return machines(4);
    }

    @Override
    void play(Stage s) {
      s.third.node.disk().delay(100 * World.MILLIS, 400 * World.MILLIS);
      for (int i = 0; i < 150; i++) {
        s.runFor(World.SECONDS / 10);
        Violation.unless(!s.standsIn(s.spare.getFirst()), "somebody stands in for a slow replica");
      }
    }
  },
  /** A replica dies while the one that died before it is about to be back. */
  ONE_DIES_BEFORE_ANOTHER_IS_BACK {
    @Override
    Stage.Setting setting() {
      return machines(4);
    }

    @Override
    void play(Stage s) {
      s.third.crash(true);
      s.awaitMoment(2, "a log replica", () -> s.standsIn(s.spare.getFirst()));
      s.third.restart();
      s.second.crash(true);
      s.awaitMoment(5, "a quorum of those that run", s::allVotersRun);
      s.runFor(2 * s.lease);
    }
  },
  /**
   * The old leader is cut off for so long that it is replaced. It is told nothing of that, and is
   * asked all the while.
   */
  LEADER_REMOVED_WHILE_CUT_OFF {
    @Override
    Stage.Setting setting() {
      return new Stage.Setting(6, COUNTERS, HostOptions.DEFAULT, repairs(5));
    }

    @Override
    void play(Stage s) {
      String removed = s.status(s.leader).self();
      s.network.isolate(s.leader.name());
      s.await(60, "a group without its old leader", () -> s.isWholeWithout(removed));
      s.runFor(2 * s.lease);
      s.network.heal();
      s.await(30, "an old leader that lets go", () -> !s.hosts(s.leader));
      s.runFor(2 * s.lease);
    }
  },
  /** The leader's node is to leave the cluster: it takes itself out of its group. */
  LEADER_REMOVED {
    @Override
    Stage.Setting setting() {
      return machines(6);
    }

    @Override
    void play(Stage s) {
      String removed = s.status(s.leader).self();
      s.remove(s.leader);
      s.await(60, "a group without its old leader", () -> s.isWholeWithout(removed));
      s.mustHaveHit(Probe.LEADER_REMOVED);
      s.await(60, "a cluster without its node", () -> s.knownTo(s.leader) == 0);
      s.runFor(2 * s.lease);
    }
  },
  /** A node that is lost leaves the cluster, and comes back after all. */
  LOST_NODE_REMOVED {
    @Override
    Stage.Setting setting() {
      return machines(6);
    }

    @Override
    void play(Stage s) {
      String removed = s.status(s.third).self();
      s.third.crash(true);
      s.remove(s.third);
      s.await(60, "a group without it", () -> s.isWholeWithout(removed));
      s.await(60, "a cluster without it", () -> s.knownTo(s.third) == 0);
      s.third.restart();
      s.await(
          60,
          "its return as a new member",
          () -> s.third.core() != null && s.knownTo(s.third) == s.running().size());
      s.await(30, "nothing left of its replica", () -> !s.hosts(s.third));
    }
  },
  /**
   * One of four nodes is lost for good, and the only other one of its zone has the log replica that
   * stands in for it: that becomes the third storage replica. Then the lost one leaves the cluster.
   */
  LOST_BESIDE_ITS_LOG_REPLICA {
    @Override
    Stage.Setting setting() {
      return new Stage.Setting(4, MANY, HostOptions.DEFAULT, repairs(5));
    }

    @Override
    void play(Stage s) {
      String zone = s.spare.getFirst().info.zone();
      ClusterMachine lost = s.replica(machine -> machine.info.zone().equals(zone));
      s.isLostForGood(lost);
      s.remove(lost);
      s.await(60, "a cluster without it", () -> s.knownTo(lost) == 0);
      s.runFor(2 * s.lease);
    }
  },
  /** As before, and the log replica is in another zone. */
  LOST_WITHOUT_ANOTHER_IN_ITS_ZONE {
    @Override
    Stage.Setting setting() {
      return new Stage.Setting(4, MANY, HostOptions.DEFAULT, repairs(5));
    }

    @Override
    void play(Stage s) {
      String zone = s.spare.getFirst().info.zone();
      s.isLostForGood(s.replica(machine -> !machine.info.zone().equals(zone)));
    }
  },
  /**
   * A leader that is cut off from the others, and from nobody else, has begun to replace one of
   * them. When it is back they have no more of their log what it lacks.
   */
  SNAPSHOT_OVER_A_MEMBERSHIP {
    @Override
    Stage.Setting setting() {
      return new Stage.Setting(4, COUNTERS, retaining(2_000), repairs(60));
    }

    @Override
    void play(Stage s) {
      s.cutLeaderOff();
      s.awaitMoment(2, "a change of its own", () -> !s.membership(s.leader).learners().isEmpty());
      s.network.isolate(s.leader.name());
      s.counters.at(List.of(s.second, s.third));
      s.runFor(10 * s.lease);
      s.network.heal();
      s.await(60, "a whole group", s::isWhole);
      s.mustHaveHit(Probe.POINTER_OVER_MEMBERSHIP);
    }
  },
  /** A replica falls behind what the others keep, and is rebuilt, slowly. */
  FELL_BEHIND {
    @Override
    Stage.Setting setting() {
      return new Stage.Setting(3, MANY, retaining(2_000), slowCopies());
    }

    @Override
    void play(Stage s) {
      s.counters.addAll(s.second);
      s.counters.at(List.of(s.leader, s.second));
      s.runFor(s.lease);
      s.network.isolate(s.third.name());
      s.runFor(5 * s.lease);
      s.counters.additions(0);
      s.counters.pause(20 * World.MILLIS);
      s.runFor(s.lease);
      s.network.heal();
      s.await(90, "a replica that has caught up", () -> s.world.unsettled() == null);
    }
  },
  /** A replica is lost and made anew, slowly; then it is the one to lead. */
  REBUILT_AND_LED {
    @Override
    Stage.Setting setting() {
      return new Stage.Setting(3, MANY, HostOptions.DEFAULT, slowCopies());
    }

    @Override
    void play(Stage s) {
      String lost = s.status(s.third).self();
      s.counters.addAll(s.second);
      s.runFor(s.lease);
      s.counters.pause(40 * World.MILLIS);
      s.third.wipe();
      s.third.restart();
      s.await(90, "a replica in its place", () -> isReplaced(s, lost));
      s.runFor(s.lease);
      s.second.crash(true);
      s.runFor(2 * s.lease);
      s.second.restart();
      s.leader.handOver();
      s.runFor(3 * s.lease);
      s.counters.readAll(s.third);
      s.runFor(s.lease);
    }

    private static boolean isReplaced(Stage s, String lost) {
      for (ClusterMachine machine : s.world.machines) {
        if (s.leads(machine) && !s.status(machine).changing()) {
          return s.membership(machine).voters().stream()
              .anyMatch(voter ->
                  ReplicaName.nodeOf(voter.name()).equals(s.third.name())
                      && !voter.name().equals(lost));
        }
      }
      return false;
    }
  };

  abstract void play(Stage stage);

  Stage.Setting setting() {
    return machines(3);
  }

  void end(Stage stage) {
    stage.end();
  }

  /** Plays it once; throws when a promise was broken. */
  Stage run(long seed) {
    Stage stage = new Stage(seed, setting());
    play(stage);
    end(stage);
    return stage;
  }
}
