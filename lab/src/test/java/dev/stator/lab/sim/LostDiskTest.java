package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeBranch;
import dev.stator.node.NodeOptions;
import dev.stator.server.core.NodeCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node comes back with an empty disk, and gets copies of all that it had. */
class LostDiskTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void isMadeGood(long seed) {
    ClusterWorld world = settled(seed);
    someFollower(world).wipe();
    restartAll(world);
    await(world, "every group is whole", () -> world.unsettled() == null);
  }

  /** Whoever leads next has not heard the lost replicas when it looks at its groups first. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void isMadeGoodByALeaderThatNeverKnewIt(long seed) {
    ClusterWorld world = settled(seed);
    ClusterMachine leader = world.holder(SystemTables.PARTITION);
    someFollower(world).wipe();
    leader.crash(true);
    restartAll(world);
    await(world, "every group is whole", () -> world.unsettled() == null);
  }

  /** The new replica is made, and whoever asked for it does not hear of it. */
  @ParameterizedTest
  @ValueSource(longs = {3, 5, 6, 7, 8})
  void isMadeGoodWhenAnAnswerIsLost(long seed) {
    OneTable table = whole(seed);
    ClusterWorld world = table.world;
    ClusterMachine leader = table.leader();
    ClusterMachine lost = other(world, leader);
    long partition = table.partition();
    wipe(world, lost);
    boolean made = world.simulation.runUntil(() -> hosts(lost, partition), 60 * World.SECONDS);
    assertThat(made).isTrue();
    world.simulation.network().cut(lost.name(), leader.name());
    world.simulation.runFor(World.SECONDS);
    world.simulation.network().healAll();
    await(world, "every group is whole", () -> world.unsettled() == null);
  }

  /** An earlier leader asked for a log replica there, and nobody knows of it. */
  @Test
  void isMadeGoodWhereAnotherKindOfReplicaIsKeptUnderTheName() {
    OneTable table = whole(1);
    ClusterWorld world = table.world;
    ClusterMachine leader = table.leader();
    ClusterMachine lost = other(world, leader);
    wipe(world, lost);
    table.await(10, "a node", () -> lost.core() != null);
    List<Placement.Replica> replicas = new ArrayList<>();
    for (ClusterMachine machine : world.machines) {
      replicas.add(new Placement.Replica(machine.name(), 1, Placement.Kind.STORAGE, true));
    }
    replicas.add(new Placement.Replica(lost.name(), 2, Placement.Kind.LOG, false));
    Placement asked = new Placement(table.partition(), 2, replicas, 2);
    List<Boolean> answers = new ArrayList<>();
    NodeCore core = Objects.requireNonNull(lost.core());
    lost.node.run("host", () -> core.storage().host(asked, answers::add));
    table.await(5, "a log replica", () -> !answers.isEmpty());
    assertThat(answers).containsExactly(true);

    await(world, "every group is whole", () -> world.unsettled() == null);
    assertThat(world.branches).contains(NodeBranch.NAME_GIVEN_UP);
    GroupStatus status = Objects.requireNonNull(core.storage().status(table.partition()));
    assertThat(status.self()).isEqualTo(lost.name() + "~3");
  }

  private static OneTable whole(long seed) {
    ClusterWorld world = new ClusterWorld(seed, 3, HostOptions.DEFAULT, NodeOptions.DEFAULT);
    OneTable table = new OneTable(world, new TreeMap<>());
    table.await(60, "a whole cluster", () -> world.unsettled() == null);
    return table;
  }

  private static ClusterMachine other(ClusterWorld world, ClusterMachine leader) {
    return world.machines.stream().filter(machine -> machine != leader).findFirst().orElseThrow();
  }

  private static void wipe(ClusterWorld world, ClusterMachine lost) {
    lost.wipe();
    world.simulation.runFor(World.SECONDS);
    lost.restart();
  }

  private static boolean hosts(ClusterMachine machine, long partition) {
    NodeCore core = machine.core();
    return core != null && core.storage().hosts(partition);
  }

  private static ClusterWorld settled(long seed) {
    ClusterWorld world = new ClusterWorld(seed);
    world.machines.forEach(ClusterMachine::start);
    ClusterTables tables = new ClusterTables(world);
    await(world, "a table", tables::hotMade);
    tables.stop();
    await(world, "a whole cluster", () -> tables.quiet() && world.unsettled() == null);
    return world;
  }

  private static ClusterMachine someFollower(ClusterWorld world) {
    ClusterMachine leader = world.holder(SystemTables.PARTITION);
    List<ClusterMachine> founders = world.machines.subList(0, 3);
    return founders.stream().filter(machine -> machine != leader).findFirst().orElseThrow();
  }

  private static void restartAll(ClusterWorld world) {
    world.simulation.after(
        20 * World.MILLIS, () -> world.machines.forEach(ClusterMachine::restart));
  }

  /** Asked now and then: the question is not cheap, and what is true for a moment need not stay. */
  private static void await(ClusterWorld world, String what, BooleanSupplier condition) {
    for (int second = 0; second < 90; second++) {
      world.simulation.runFor(World.SECONDS);
      if (condition.getAsBoolean()) {
        return;
      }
    }
    assertThat(condition.getAsBoolean()).as("%s: %s", what, world.unsettled()).isTrue();
  }
}
