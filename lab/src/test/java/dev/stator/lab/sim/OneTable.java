package dev.stator.lab.sim;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.server.core.NodeCore;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A simulated cluster with one table of one partition, for tests of what tables can do. */
final class OneTable {
  static final String NAME = "t";
  private static final long LOST_AFTER = 20 * World.SECONDS;

  final ClusterWorld world;

  /** Forms a cluster and makes the table, with these settings of a request. */
  OneTable(long seed, SortedMap<String, String> settings) {
    this(new ClusterWorld(seed), settings);
  }

  /** The same with machines that were made before. */
  OneTable(ClusterWorld machines, SortedMap<String, String> settings) {
    world = machines;
    world.machines.forEach(ClusterMachine::start);
    await(60, "a cluster", () -> world.machines.stream().allMatch(m -> m.core() != null));
    ClusterMachine any = world.machines.getFirst();
    NodeCore core = Objects.requireNonNull(any.core());
    any.node.run(
        "create",
        () ->
            core.control()
                .create(
                    new TableSpec(NAME, Requests.KEY, false, 5, 5, false, settings),
                    outcome -> {}));
    await(60, "the table", this::active);
  }

  /** Asks AutoAdmin to change settings, through a machine that is up. */
  void change(SortedMap<String, String> settings, List<Outcome> outcomes) {
    ClusterMachine up = up();
    NodeCore core = Objects.requireNonNull(up.core());
    up.node.run(
        "change",
        () ->
            core.control()
                .update(new TableChange(NAME, null, null, null, null, settings), outcomes::add));
  }

  private ClusterMachine up() {
    return world.machines.stream()
        .filter(machine -> machine.core() != null)
        .findFirst()
        .orElseThrow();
  }

  /** One request, answered once, also when the machine dies with it. */
  void ask(PartitionRequest request, Consumer<PartitionResponse> reply) {
    ClusterMachine up = up();
    NodeCore core = Objects.requireNonNull(up.core());
    long boot = up.boot();
    boolean[] answered = {false};
    Consumer<PartitionResponse> once =
        response -> {
          if (!answered[0]) {
            answered[0] = true;
            reply.accept(response);
          }
        };
    up.node.run("client", () -> core.partitions().send(request, once));
    world.simulation.after(
        LOST_AFTER,
        () -> {
          if (up.boot() != boot) {
            once.accept(new PartitionResponse.Unknown("the machine died with it"));
          }
        });
  }

  private @Nullable TableDescriptor table() {
    for (ClusterMachine machine : world.machines) {
      NodeCore core = machine.core();
      TableDescriptor table = core == null ? null : core.knowledge().tables().find(NAME);
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  boolean active() {
    TableDescriptor table = table();
    return table != null && table.status() == TableStatus.ACTIVE;
  }

  long partition() {
    return Objects.requireNonNull(table()).partitions().getFirst().id();
  }

  /** The machine that leads the partition, once there is one. */
  ClusterMachine leader() {
    ClusterMachine[] leads = {null};
    await(
        60,
        "a leader",
        () -> {
          for (ClusterMachine machine : world.machines) {
            NodeCore core = machine.core();
            if (core != null && core.storage().leads(partition())) {
              leads[0] = machine;
            }
          }
          return leads[0] != null;
        });
    return leads[0];
  }

  /** Looks ten times a virtual second. */
  void await(long seconds, String what, BooleanSupplier condition) {
    for (long tenths = 0; tenths < 10 * seconds; tenths++) {
      if (condition.getAsBoolean()) {
        return;
      }
      world.simulation.runFor(World.SECONDS / 10);
    }
    throw new AssertionError("within " + seconds + " s there was not " + what);
  }
}
