package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStreams;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.stream.StreamViewType;
import dev.stator.server.core.NodeCore;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a table made with a local index, a global one and a stream, then has its items expire, and
 * has another global index made and taken away again and again while others write. {@link
 * IndexOracle} looks at what came of it.
 */
final class IndexedTable {
  static final KeySchema KEY = new KeySchema(key("pk", ScalarType.S), key("sk", ScalarType.N));
  static final String VERSION = "v";
  static final String EXPIRES = "exp";
  static final IndexDefinition LOCAL =
      new IndexDefinition(
          "local",
          new IndexKeys(List.of(key("pk", ScalarType.S)), List.of(key("l", ScalarType.N))),
          new Projection(Projection.Type.INCLUDE, List.of(VERSION)));

  private static final IndexDefinition FIRST =
      new IndexDefinition(
          "first",
          new IndexKeys(List.of(key("g", ScalarType.N)), List.of(key("l", ScalarType.N))),
          Projection.ALL);
  private static final IndexDefinition LATE =
      new IndexDefinition(
          "late", new IndexKeys(List.of(key("g", ScalarType.N)), List.of()), Projection.KEYS_ONLY);

  private final ClusterWorld world;
  private final RandomSource random;
  private final String name;
  private final BooleanSupplier grown;
  private boolean running = true;
  private boolean made;
  private long steps;

  /**
   * @param grown whether there is enough in the table for another index of it to be of interest
   */
  IndexedTable(ClusterWorld world, String name, BooleanSupplier grown) {
    this.world = world;
    this.random = world.random.fork();
    this.name = name;
    this.grown = grown;
    next();
  }

  private static KeyAttribute key(String attribute, ScalarType type) {
    return new KeyAttribute(attribute, type);
  }

  void stop() {
    running = false;
  }

  /** Changes that began, the table's own beginning included. */
  long steps() {
    return steps;
  }

  /** The table as some node knows it; null when none does. */
  @Nullable TableDescriptor find() {
    for (ClusterMachine machine : world.machines) {
      TableDescriptor table = find(machine);
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  /** The table as the node knows it that knows most; null when it does not. */
  @Nullable TableDescriptor newest() {
    NodeCore core = world.newest();
    return core == null ? null : core.knowledge().tables().find(name);
  }

  /** The table as a machine knows it, if it can be asked; null when not. */
  @Nullable TableDescriptor serving(ClusterMachine machine) {
    TableDescriptor table = find(machine);
    return table != null && table.status().serves() ? table : null;
  }

  private @Nullable TableDescriptor find(ClusterMachine machine) {
    NodeCore core = machine.core();
    return core == null ? null : core.knowledge().tables().find(name);
  }

  private void next() {
    world.simulation.after(
        1 + random.nextLong((made ? 4_000 : 500) * World.MILLIS),
        () -> {
          ClusterMachine machine = world.someone();
          NodeCore core = machine.core();
          TableDescriptor table = find();
          made |= table != null;
          if (running && core != null) {
            machine.node.run("tables", () -> change(core, table));
          }
          if (running) {
            next();
          }
        });
  }

  private void change(NodeCore core, @Nullable TableDescriptor table) {
    if (table == null) {
      core.control()
          .create(
              new TableSpec(
                  name,
                  KEY,
                  false,
                  1500,
                  1500,
                  false,
                  new TreeMap<>(TableStreams.wanted(StreamViewType.NEW_AND_OLD_IMAGES)),
                  List.of(LOCAL),
                  List.of(new IndexSpec(FIRST, 1500, 1500, OnDemandMax.NONE))),
              this::ended);
    } else if (TableTimeToLive.of(table.settings()) == null) {
      change(core, TableTimeToLive.wanted(true, EXPIRES), List.of());
    } else if (grown.getAsBoolean()) {
      boolean there =
          table.indexes().global().stream().anyMatch(index -> index.name().equals(LATE.name()));
      change(
          core,
          new TreeMap<>(),
          List.of(
              there
                  ? new IndexChange.Delete(LATE.name())
                  : new IndexChange.Create(new IndexSpec(LATE, 1500, 1500, OnDemandMax.NONE))));
    }
  }

  private void change(
      NodeCore core, SortedMap<String, String> settings, List<IndexChange> indexes) {
    core.control()
        .update(
            new TableChange(name, null, null, null, null, settings, List.of(), indexes),
            this::ended);
  }

  /** Nobody waits for it: what the table is then says what comes next. */
  private void ended(Outcome outcome) {
    world.simulation.trace("table " + name + ": " + outcome);
    steps += outcome instanceof Outcome.Begun ? 1 : 0;
  }
}
