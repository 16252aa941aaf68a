package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.lab.check.ItemOperation.Outcome;
import dev.stator.model.key.RowKeys;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Clients that read and write a few hot items, and remember what they saw. */
final class ItemClients {
  static final String TABLE = "hot";

  private static final int HOT_ITEMS = 4;
  private static final int CLIENTS = 6;
  private static final long ANSWER_NANOS_MAX = 5 * World.SECONDS;
  private static final long NOWHERE = -1;

  private final World world;
  private final RandomSource random;
  private final HotItems hot;
  private final TreeMap<Long, Machine> leaders = new TreeMap<>();
  private boolean running = true;
  private int underWay;

  ItemClients(World world) {
    this.world = world;
    this.random = world.random.fork();
    this.hot = new HotItems(world.simulation, random, HOT_ITEMS);
    for (int i = 0; i < CLIENTS; i++) {
      next();
    }
  }

  void stop() {
    running = false;
  }

  boolean quiet() {
    return underWay == 0;
  }

  /** Answered operations. */
  long answered() {
    return hot.answered();
  }

  long unknown() {
    return hot.unknown();
  }

  /** Whoever answered last for any partition, which most likely leads it. */
  Machine likelyLeader() {
    return leaders.isEmpty() ? world.someone() : leaders.firstEntry().getValue();
  }

  int items() {
    return hot.count();
  }

  /** Adds what the store of a machine holds as a last read of every item, and checks them all. */
  void checkAll() {
    Machine first = world.machines.getFirst();
    hot.checkAll(
        item -> partition(item, first.process()), (partition, key) -> first.engine.get(key));
  }

  private void next() {
    long pause = random.chance(0.1) ? 50 * World.MILLIS : 4 * World.MILLIS;
    world.simulation.after(1 + random.nextLong(pause), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    TrackedItem item = hot.pick();
    Machine machine = world.someone();
    long partition = partition(item, machine.process());
    if (partition != NOWHERE && world.replicated && random.chance(0.6)) {
      machine = leaders.getOrDefault(partition, machine);
    }
    Machine.RunningNode process = machine.process();
    if (process == null || partition == NOWHERE) {
      next();
      return;
    }
    call(machine, process, partition, hot.new Operation(item));
  }

  private void call(
      Machine machine, Machine.RunningNode process, long partition, HotItems.Operation operation) {
    underWay++;
    Call.make(
        machine,
        operation.kind + " of " + operation.item.name,
        ANSWER_NANOS_MAX,
        reply -> process.storage().send(operation.request(partition), reply),
        (@Nullable PartitionResponse response) -> {
          Outcome outcome = operation.ended(response, machine.name());
          if (outcome != null && outcome != Outcome.UNKNOWN) {
            leaders.put(partition, machine);
          } else if (response instanceof PartitionResponse.NotLeader other) {
            leaders.remove(partition);
            world.machines.stream()
                .filter(known -> known.name().equals(other.leader()))
                .forEach(known -> leaders.put(partition, known));
          }
          underWay--;
          next();
        });
  }

  private long partition(TrackedItem item, Machine.@Nullable RunningNode process) {
    long hash = RowKeys.hash(item.key().partition());
    if (world.replicated) {
      return world.partitions().get((int) Math.floorMod(hash, (long) world.partitions().size()));
    }
    TableDescriptor table = process == null ? null : process.directory().find(TABLE);
    return table == null ? NOWHERE : table.partition(hash).id();
  }
}
