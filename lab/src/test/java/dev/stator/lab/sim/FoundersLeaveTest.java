package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeOptions;
import dev.stator.server.core.NodeCore;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All nodes that formed the cluster are replaced by others, one after the other. The lists that
 * nodes are started with, and the record of the founders, name nobody any more who is there.
 */
class FoundersLeaveTest {
  private static final int MACHINES = 7;

  private ClusterWorld world;
  private List<ClusterMachine> founders;
  private List<ClusterMachine> stay;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aNodeThatRestartsFindsTheOthers(long seed) {
    replaced(seed);
    ClusterMachine one =
        stay.stream().filter(machine -> !holdsSystemTable(machine)).findFirst().orElseThrow();
    one.crash(true);
    world.simulation.runFor(2 * World.SECONDS);
    one.restart();
    await("the restarted node's place", () -> knows(one));
  }

  /** Those that left for good may come back, as new members. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aFounderThatComesBackFindsTheOthers(long seed) {
    replaced(seed);
    ClusterMachine back = founders.getLast();
    back.restart();
    await(
        "the founder as a new member",
        () -> knows(back) && core(stay.getFirst()).knowledge().nodes().find(back.name()) != null);
  }

  private void replaced(long seed) {
    world = new ClusterWorld(seed, MACHINES, HostOptions.DEFAULT, NodeOptions.DEFAULT);
    founders = world.machines.subList(0, 3);
    stay = world.machines.subList(3, MACHINES);
    world.machines.forEach(ClusterMachine::start);
    ClusterTables tables = new ClusterTables(world);
    await("a table", tables::hotMade);
    tables.stop();
    await("a whole cluster", () -> tables.quiet() && world.machines.stream().allMatch(this::knows));
    for (ClusterMachine founder : founders) {
      remove(founder.name());
      founder.crash(false);
    }
  }

  private void remove(String node) {
    ClusterMachine by = stay.getFirst();
    by.node.run("remove", () -> core(by).remove(node, true, said -> assertThat(said).isEmpty()));
    await(
        node + " to leave",
        () -> stay.stream().allMatch(one -> core(one).knowledge().nodes().find(node) == null));
  }

  private boolean holdsSystemTable(ClusterMachine machine) {
    Placement system =
        Objects.requireNonNull(core(machine).knowledge().placements().find(SystemTables.PARTITION));
    return system.replicas().stream().anyMatch(one -> one.node().equals(machine.name()));
  }

  private boolean knows(ClusterMachine machine) {
    NodeCore core = machine.core();
    return core != null && core.knowledge().tables().find(ClusterItems.TABLE) != null;
  }

  private static NodeCore core(ClusterMachine machine) {
    return Objects.requireNonNull(machine.core());
  }

  private void await(String what, BooleanSupplier holds) {
    assertThat(world.simulation.runUntil(holds, 60 * World.SECONDS)).as(what).isTrue();
  }
}
