package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.model.ErrorCode;
import dev.stator.server.core.NodeCore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that makes the clients' table and, meanwhile, makes and deletes others anywhere. */
final class ClusterTables {
  private static final List<String> NAMES = List.of("t1", "t2");
  private static final long ANSWER_NANOS_MAX = 60 * World.SECONDS;

  private final ClusterWorld world;
  private final RandomSource random;
  private final TreeMap<String, Boolean> certain = new TreeMap<>();
  private final TreeSet<String> underWay = new TreeSet<>();
  private boolean running = true;
  private boolean hotMade;
  private long steps;

  ClusterTables(ClusterWorld world) {
    this.world = world;
    this.random = world.random.fork();
    next();
  }

  void stop() {
    running = false;
  }

  boolean quiet() {
    return underWay.isEmpty();
  }

  /** Procedures that began. */
  long steps() {
    return steps;
  }

  /** Whether the clients' table was ever acknowledged. */
  boolean hotMade() {
    return hotMade;
  }

  private void next() {
    world.simulation.after(1 + random.nextLong((hotMade ? 3_000 : 300) * World.MILLIS), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    ClusterMachine machine = world.someone();
    NodeCore core = machine.core();
    String name = hotMade ? NAMES.get(random.nextInt(NAMES.size())) : ClusterItems.TABLE;
    if (core != null && !underWay.contains(name)) {
      begin(machine, core, name);
    }
    next();
  }

  private void begin(ClusterMachine machine, NodeCore core, String name) {
    boolean create = !hotMade || random.chance(0.5);
    underWay.add(name);
    Boolean before = certain.remove(name);
    long units = hotMade ? 1 : 1500;
    Call.make(
        machine,
        "a change of table " + name,
        ANSWER_NANOS_MAX,
        (Consumer<Outcome> reply) -> {
          if (create) {
            core.control()
                .create(
                    new TableSpec(name, Requests.KEY, false, units, units, false, new TreeMap<>()),
                    reply);
          } else {
            core.control().delete(name, reply);
          }
        },
        outcome -> {
          underWay.remove(name);
          if (outcome != null) {
            ended(name, create, before, outcome);
          }
        });
  }

  private void ended(String name, boolean create, @Nullable Boolean before, Outcome outcome) {
    world.simulation.trace("table " + name + (create ? " create: " : " delete: ") + outcome);
    switch (outcome) {
      case Outcome.Begun begun -> {
        steps++;
        certain.put(name, create);
        hotMade |= create && name.equals(ClusterItems.TABLE);
      }
      case Outcome.Refused refused -> {
        if (name.equals(ClusterItems.TABLE)
            && refused.error().code() == ErrorCode.RESOURCE_IN_USE) {
          hotMade = true;
        }
        if (refused.error().code() != ErrorCode.INTERNAL && before != null) {
          certain.put(name, before);
        }
      }
    }
  }

  /** What a node knows of tables that is not as it was acknowledged; null when all know better. */
  @Nullable String wrong() {
    for (ClusterMachine machine : world.machines) {
      NodeCore core = machine.core();
      for (Map.Entry<String, Boolean> table : certain.entrySet()) {
        boolean there = core != null && core.knowledge().tables().find(table.getKey()) != null;
        if (core == null || there != table.getValue()) {
          return "table "
              + table.getKey()
              + " should "
              + (table.getValue() ? "be there" : "be gone")
              + " on "
              + machine.name();
        }
      }
    }
    return null;
  }
}
