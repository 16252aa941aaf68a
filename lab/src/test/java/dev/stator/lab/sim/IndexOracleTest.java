package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeOptions;
import dev.stator.server.core.NodeCore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The oracle looks at the table as it is, whichever node is behind. */
class IndexOracleTest {
  private static final String LATE = "late";

  private final ClusterWorld world =
      new ClusterWorld(1, 4, HostOptions.DEFAULT, NodeOptions.DEFAULT);

  @Test
  void asksWhoKnowsMost() {
    world.machines.forEach(ClusterMachine::start);
    IndexedTable table = new IndexedTable(world, "indexed", () -> true);
    await("an index at every node", () -> world.machines.stream().allMatch(this::hasLate));
    table.stop();
    ClusterMachine other = world.machines.getFirst();
    // It has no replica of the system table, and asks for no news any more.
    ClusterMachine behind = world.machines.removeLast();
    behind.node.run("stop", Objects.requireNonNull(behind.core())::stop);
    world.machines.addFirst(behind);
    other.node.run(
        "tables",
        () ->
            Objects.requireNonNull(other.core())
                .control()
                .update(
                    new TableChange(
                        "indexed",
                        null,
                        null,
                        null,
                        null,
                        new TreeMap<>(),
                        List.of(),
                        List.of(new IndexChange.Delete(LATE))),
                    outcome -> {}));
    await("a table without it", () -> world.machines.stream().anyMatch(this::isWithout));
    assertThat(hasLate(behind)).as("one does not know of it").isTrue();
    IndexOracle.check(world, table, new TreeSet<>());
  }

  private boolean hasLate(ClusterMachine machine) {
    return late(machine).equals(Optional.of(IndexStatus.ACTIVE));
  }

  private boolean isWithout(ClusterMachine machine) {
    return known(machine) != null && late(machine).isEmpty();
  }

  private Optional<IndexStatus> late(ClusterMachine machine) {
    TableDescriptor table = known(machine);
    return table == null
        ? Optional.empty()
        : table.indexes().global().stream()
            .filter(index -> index.name().equals(LATE))
            .map(GlobalIndex::status)
            .findFirst();
  }

  private static @Nullable TableDescriptor known(ClusterMachine machine) {
    NodeCore core = machine.core();
    return core == null ? null : core.knowledge().tables().find("indexed");
  }

  private void await(String what, BooleanSupplier holds) {
    assertThat(world.simulation.runUntil(holds, 60 * World.SECONDS)).as(what).isTrue();
  }
}
