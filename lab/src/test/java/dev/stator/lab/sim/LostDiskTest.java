package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.SystemTables;
import java.util.List;
import java.util.function.BooleanSupplier;
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
