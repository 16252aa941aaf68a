package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.model.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that creates, changes and deletes tables, and knows which must be there. */
final class TableClient {
  private static final List<String> NAMES = List.of("t1", "t2", "t3");
  private static final long ANSWER_NANOS_MAX = 60 * World.SECONDS;

  private final World world;
  private final RandomSource random;
  private final TreeMap<String, Boolean> certain = new TreeMap<>();
  private final Set<String> underWay = new TreeSet<>();
  private boolean running = true;
  private long steps;

  TableClient(World world) {
    this.world = world;
    this.random = world.random.fork();
    next();
  }

  void stop() {
    running = false;
  }

  /** Procedures that began. */
  long steps() {
    return steps;
  }

  private Machine machine() {
    return world.machines.getFirst();
  }

  private void next() {
    world.simulation.after(1 + random.nextLong(60 * World.MILLIS), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    Machine.RunningNode process = machine().process();
    if (process != null) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      if (process.directory().find(ItemClients.TABLE) == null) {
        name = ItemClients.TABLE;
      }
      if (!underWay.contains(name)) {
        begin(process, name);
      }
    }
    next();
  }

  private void begin(Machine.RunningNode process, String name) {
    int what = name.equals(ItemClients.TABLE) ? 0 : random.nextInt(3);
    underWay.add(name);
    Boolean before = certain.remove(name);
    boolean onDemand = random.chance(0.3);
    long units = 1 + random.nextLong(3);
    long provisioned = onDemand ? 0 : units;
    Call.make(
        machine(),
        "a change of table " + name,
        ANSWER_NANOS_MAX,
        (Consumer<Outcome> reply) -> {
          switch (what) {
            case 0 ->
                process
                    .admin()
                    .create(
                        new TableSpec(
                            name,
                            Requests.KEY,
                            onDemand,
                            provisioned,
                            provisioned,
                            false,
                            new TreeMap<>()),
                        reply);
            case 1 -> process.admin().delete(name, reply);
            default ->
                process
                    .admin()
                    .update(
                        new TableChange(name, false, units, units + 1, null, new TreeMap<>()),
                        reply);
          }
        },
        outcome -> {
          underWay.remove(name);
          if (outcome != null) {
            ended(name, what, before, outcome);
          }
        });
  }

  private void ended(String name, int what, @Nullable Boolean before, Outcome outcome) {
    world.simulation.trace("table " + name + ", step " + what + ": " + outcome);
    switch (outcome) {
      case Outcome.Begun begun -> {
        steps++;
        certain.put(name, what != 1);
      }
      case Outcome.Refused refused -> {
        if (refused.error().code() != ErrorCode.INTERNAL && before != null) {
          certain.put(name, before);
        }
      }
    }
  }

  /** True when no procedure is under way. */
  boolean settled() {
    Machine.RunningNode process = machine().process();
    return process != null
        && underWay.isEmpty()
        && process.directory().all().stream()
            .allMatch(table -> table.status() == TableStatus.ACTIVE);
  }

  void check() {
    Machine.RunningNode process = machine().process();
    if (process == null) {
      throw new Violation("the node is down at the end");
    }
    Set<Long> ids = new HashSet<>();
    for (TableDescriptor table : process.directory().all()) {
      for (PartitionRange range : table.partitions()) {
        Violation.unless(ids.add(range.id()), "partition " + range.id() + " is in two tables");
        Violation.unless(
            process.storage().wholeThrough(range.id()) >= 0,
            "partition " + range.id() + " of table " + table.name() + " is not hosted");
      }
    }
    ids.add(SystemTables.PARTITION);
    for (long partition : world.storedPartitions(machine())) {
      Violation.unless(ids.contains(partition), "deleted partition " + partition + " has rows");
    }
    certain.forEach((name, there) ->
        Violation.unless(
            there == (process.directory().find(name) != null),
            "table " + name + " should " + (there ? "be there" : "be gone")));
  }
}
