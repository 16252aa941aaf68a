package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.lab.check.ItemState;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.server.core.NodeCore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients that read and write a few hot items through whatever node they come upon, as an
 * application behind a load balancer does, and remember what they saw. In some runs they are busy,
 * so that much is under way whenever a fault strikes; in others they leave the groups alone for
 * long enough to fall quiet, and an item's short history spans several faults.
 */
final class ClusterItems {
  static final String TABLE = "hot";

  private static final int CLIENTS = 8;
  private static final long ANSWER_NANOS_MAX = 40 * World.SECONDS;

  private final ClusterWorld world;
  private final RandomSource random;
  private final HotItems hot;
  private final long pauseNanosMax;
  private boolean running = true;
  private int underWay;
  private long eventual;

  ClusterItems(ClusterWorld world) {
    this.world = world;
    this.random = world.random.fork();
    int calm = random.nextInt(4);
    this.pauseNanosMax =
        World.MILLIS
            * switch (calm) {
              case 0 -> 8;
              case 1 -> 50;
              case 2 -> 150;
              default -> 400;
            };
    // The fewer calls, the fewer items, or no two calls would meet.
    this.hot = new HotItems(world.simulation, random, calm == 0 ? 6 : 1 + random.nextInt(4));
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

  /** Operations whose outcome is known. */
  long answered() {
    return hot.answered();
  }

  long unknown() {
    return hot.unknown();
  }

  /** Eventually consistent reads that were answered. */
  long eventual() {
    return eventual;
  }

  int items() {
    return hot.count();
  }

  /** Adds what the store of a leader holds as a last read of every item, and checks them all. */
  void checkAll() {
    if (answered() > 0) {
      // A node that has just begun knows nothing before somebody has told it.
      world.demand(60, "the table of the clients at every node", this::known);
    }
    TableDescriptor table = table(world.machines.getFirst());
    hot.checkAll(
        item -> table == null ? -1 : partition(table, item),
        (partition, key) -> world.holder(partition).engine.get(key));
  }

  private boolean known() {
    return world.machines.stream().allMatch(machine -> table(machine) != null);
  }

  private static @Nullable TableDescriptor table(ClusterMachine machine) {
    NodeCore core = machine.core();
    return core == null ? null : core.knowledge().tables().find(TABLE);
  }

  private static long partition(TableDescriptor table, TrackedItem item) {
    return table.partition(RowKeys.hash(item.key().partition())).id();
  }

  private void next() {
    long pause = random.chance(0.1) ? 7 * pauseNanosMax : pauseNanosMax;
    world.simulation.after(1 + random.nextLong(pause), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    ClusterMachine machine = world.someone();
    NodeCore core = machine.core();
    TableDescriptor table = table(machine);
    if (core == null || table == null || !table.status().serves()) {
      next();
      return;
    }
    TrackedItem item = hot.pick();
    long partition = partition(table, item);
    if (random.chance(0.15)) {
      ask(
          machine,
          core,
          "an eventually consistent read of " + item.name,
          new ReadRow(partition, RowKeys.itemKey(partition, item.key()), false),
          response -> readEventually(item, response));
    } else {
      HotItems.Operation operation = hot.new Operation(item);
      ask(
          machine,
          core,
          operation.kind + " of " + item.name,
          operation.request(partition),
          response -> operation.ended(response, machine.name()));
    }
  }

  private void ask(
      ClusterMachine machine,
      NodeCore core,
      String what,
      PartitionRequest request,
      Consumer<@Nullable PartitionResponse> ended) {
    underWay++;
    Call.make(
        machine,
        what,
        ANSWER_NANOS_MAX,
        reply -> core.partitions().send(request, reply),
        (@Nullable PartitionResponse response) -> {
          ended.accept(response);
          underWay--;
          next();
        });
  }

  /** What it shows must have been written before the answer, by a call that had begun. */
  private void readEventually(TrackedItem item, @Nullable PartitionResponse response) {
    if (response instanceof PartitionResponse.Row row) {
      StoredRow stored = row.row();
      ItemState seen = Requests.state(stored == null ? null : stored.item());
      Violation.unless(
          seen.value() <= hot.lastValue(),
          "an eventually consistent read of " + item.name + " saw the future: " + seen);
      eventual++;
    }
  }
}
