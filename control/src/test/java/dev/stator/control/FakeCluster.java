package dev.stator.control;

import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.NodeClient;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableItems;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.key.Keys;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A system table and a node's partitions in memory, which can fail at any step. */
final class FakeCluster implements PartitionClient, NodeClient {
  /** What happens at the step that fails. */
  enum Failure {
    /** The process dies before the step takes effect. */
    CRASH_BEFORE,
    /** The process dies after the step took effect, before anyone hears of it. */
    CRASH_AFTER,
    /** The step takes effect, and its outcome is said to be unknown. */
    UNKNOWN_DONE,
    /** The step has no effect, and its outcome is said to be unknown. */
    UNKNOWN_UNDONE
  }

  final Simulation simulation = new Simulation(1);
  final Set<Long> hosted = new TreeSet<>();
  final TableDirectory directory = new TableDirectory();
  private final SimNode node = simulation.node("a");
  private final SerialExecutor executor = node.scheduler().serial("system-table");
  private final TreeMap<String, Item> items = new TreeMap<>();
  private long failsAt = Long.MAX_VALUE;
  private Failure failure = Failure.CRASH_BEFORE;
  private long steps;
  private long boot;

  /** A fresh AutoAdmin, as after a start; what an earlier one sends has no effect any more. */
  AutoAdmin boot() {
    boot++;
    long ofBoot = boot;
    return new AutoAdmin(
        (request, reply) -> later(ofBoot, () -> send(request, alive(ofBoot, reply))),
        new NodeClient() {
          @Override
          public void host(long partition, Consumer<Boolean> reply) {
            later(ofBoot, () -> FakeCluster.this.host(partition, alive(ofBoot, reply)));
          }

          @Override
          public void retire(long partition, Consumer<Boolean> reply) {
            later(ofBoot, () -> FakeCluster.this.retire(partition, alive(ofBoot, reply)));
          }
        },
        directory,
        node.clock(),
        new SeededRandom(boot),
        node.scheduler().serial("auto-admin"));
  }

  void failAt(long step, Failure how) {
    failsAt = steps + step;
    failure = how;
  }

  /** Runs what is under way, retries too. */
  void settle() {
    simulation.runFor(20_000_000_000L);
  }

  @Override
  public void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
    step(() -> write((WriteItem) request), reply, new PartitionResponse.Unknown("injected"));
  }

  @Override
  public void host(long partition, Consumer<Boolean> reply) {
    step(() -> hosted.add(partition) || hosted.contains(partition), reply, false);
  }

  @Override
  public void retire(long partition, Consumer<Boolean> reply) {
    step(() -> hosted.remove(partition) || !hosted.contains(partition), reply, false);
  }

  private <T> void step(Supplier<T> effect, Consumer<T> reply, T unknown) {
    steps++;
    boolean fails = steps == failsAt;
    if (fails && (failure == Failure.CRASH_BEFORE || failure == Failure.UNKNOWN_UNDONE)) {
      if (failure == Failure.CRASH_BEFORE) {
        die();
      } else {
        reply.accept(unknown);
      }
      return;
    }
    T outcome = effect.get();
    if (fails && failure == Failure.CRASH_AFTER) {
      die();
    } else {
      reply.accept(fails ? unknown : outcome);
    }
  }

  private void die() {
    boot++;
  }

  private void later(long ofBoot, Runnable task) {
    executor.execute(() -> {
      if (boot == ofBoot) {
        task.run();
      }
    });
  }

  private <T> Consumer<T> alive(long ofBoot, Consumer<T> reply) {
    return outcome -> {
      if (boot == ofBoot) {
        reply.accept(outcome);
      }
    };
  }

  private PartitionResponse write(WriteItem request) {
    String key = request.key().toString();
    Item old = items.get(key);
    if (request.condition() != null && !request.condition().test(old == null ? Item.EMPTY : old)) {
      return new PartitionResponse.ConditionFailed(null, 0);
    }
    Item after =
        switch (request.mutation()) {
          case Mutation.Put put -> put.item().view().toItem();
          case Mutation.Delete delete -> null;
          case Mutation.Update update ->
              Objects.requireNonNull(update.expression())
                  .apply(old == null ? Keys.toItem(request.keySchema(), request.key()) : old)
                  .newItem();
        };
    if (after == null) {
      items.remove(key);
    } else {
      items.put(key, after);
    }
    publish(old, after);
    return new PartitionResponse.Written(after, 0, 0);
  }

  private void publish(@Nullable Item old, @Nullable Item after) {
    if (after != null && isTable(after)) {
      directory.publish(TableItems.fromItem(after));
    } else if (old != null && isTable(old)) {
      directory.withdraw(TableItems.fromItem(old).name());
    }
  }

  private static boolean isTable(Item item) {
    return new AttributeValue.S(SystemTables.KIND_TABLE).equals(item.get(SystemTables.KIND));
  }
}
