package dev.stator.control;

import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.directory.SystemChange;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.NodeItems;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.Placement;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A system table and three nodes' partitions in memory, which can fail at any step. */
final class FakeCluster implements PartitionClient {
  static final List<String> NODES = List.of("a", "b", "c");

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

  /** A partition on a node. */
  record Hosted(long partition, String node) implements Comparable<Hosted> {
    @Override
    public int compareTo(Hosted other) {
      int byPartition = Long.compare(partition, other.partition);
      return byPartition != 0 ? byPartition : node.compareTo(other.node);
    }
  }

  final Simulation simulation = new Simulation(1);
  final TreeSet<Hosted> hosted = new TreeSet<>();
  final TreeSet<String> down = new TreeSet<>();

  /** By node, the first partition that it may begin: it has lost its disk since those before. */
  final TreeMap<String, Long> begins = new TreeMap<>();

  final Knowledge knowledge = Knowledge.nothing();

  /** What partitions know of their tables. */
  final TreeMap<Long, PartitionTraits> traits = new TreeMap<>();

  /** Indexes that are not whole. */
  final TreeSet<Long> filling = new TreeSet<>();

  private final SimNode node = simulation.node("a");
  private final SerialExecutor executor = node.scheduler().serial("system-table");
  private final TreeMap<String, Item> items = new TreeMap<>();
  private long failsAt = Long.MAX_VALUE;
  private Failure failure = Failure.CRASH_BEFORE;
  private long steps;
  private long index;
  private long boot;

  FakeCluster() {
    NODES.forEach(name -> registers(name, 1024));
  }

  /** A node that may begin partitions from this one on stands in the system table. */
  void registers(String name, long firstPartition) {
    NodeInfo info = new NodeInfo(name, "zone-" + name, name, name);
    byte[] item = ItemCodec.encode(NodeItems.toItem(new Registration(info, 7, firstPartition)));
    knowledge.view().apply(++index, List.of(new SystemChange(index, "node", name, item)));
  }

  /** A fresh AutoAdmin, as after a start; what an earlier one sends has no effect any more. */
  AutoAdmin boot() {
    boot++;
    long ofBoot = boot;
    return new AutoAdmin(
        (request, reply) -> later(ofBoot, () -> send(request, alive(ofBoot, reply))),
        new Nodes() {
          @Override
          public void host(String name, Placement placement, Consumer<Answer> reply) {
            Hosted replica = new Hosted(placement.partition(), name);
            if (placement.partition() < begins.getOrDefault(name, 0L)) {
              later(ofBoot, () -> alive(ofBoot, reply).accept(Answer.NOT_DONE));
            } else {
              atNode(name, () -> hosted.add(replica), reply);
            }
          }

          @Override
          public void retire(String name, long partition, Consumer<Answer> reply) {
            atNode(name, () -> hosted.remove(new Hosted(partition, name)), reply);
          }

          @Override
          public void freeBytes(String name, Consumer<Long> reply) {
            later(ofBoot, () -> alive(ofBoot, reply).accept(down.contains(name) ? -1L : 1000L));
          }

          private void atNode(String name, Runnable effect, Consumer<Answer> reply) {
            later(
                ofBoot,
                () -> {
                  if (down.contains(name)) {
                    alive(ofBoot, reply).accept(Answer.NO_ANSWER);
                  } else {
                    step(
                        () -> {
                          effect.run();
                          return Answer.DONE;
                        },
                        alive(ofBoot, reply),
                        Answer.NO_ANSWER);
                  }
                });
          }
        },
        (request, reply) -> later(ofBoot, () -> ask(request, alive(ofBoot, reply))),
        knowledge,
        List.of(),
        node.clock(),
        new SeededRandom(boot),
        node.scheduler().serial("auto-admin"),
        () -> boot == ofBoot,
        () -> boot == ofBoot);
  }

  void failAt(long step, Failure how) {
    failsAt = steps + step;
    failure = how;
  }

  /** Runs what is under way, retries too. */
  void settle() {
    simulation.runFor(20_000_000_000L);
  }

  /** What nodes do by themselves: host what they should, and let go of what is gone. */
  void reconcile(AutoAdmin admin) {
    for (Placement placement : knowledge.placements().all()) {
      placement
          .replicas()
          .forEach(replica -> hosted.add(new Hosted(placement.partition(), replica.node())));
    }
    List<Long> all = new ArrayList<>();
    hosted.forEach(replica -> all.add(replica.partition()));
    admin.gone(all, gone -> hosted.removeIf(replica -> gone.contains(replica.partition())));
    settle();
  }

  @Override
  public void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
    step(() -> write((WriteItem) request), reply, new PartitionResponse.Unknown("injected"));
  }

  /** What partitions of tables answer. */
  private void ask(PartitionRequest request, Consumer<PartitionResponse> reply) {
    step(() -> upkeep(request), reply, new PartitionResponse.Unknown("injected"));
  }

  private PartitionResponse upkeep(PartitionRequest request) {
    return switch (request) {
      case PartitionRequest.Configure configure -> {
        PartitionTraits known = traits.get(configure.partition());
        if (known == null || known.version() < configure.traits().version()) {
          traits.put(configure.partition(), configure.traits());
        }
        yield new PartitionResponse.Done();
      }
      case PartitionRequest.ReadFeeds read -> {
        PartitionTraits known = traits.get(read.partition());
        List<FeedState> feeds = new ArrayList<>();
        if (known != null) {
          known
              .global()
              .forEach(index ->
                  feeds.add(
                      new FeedState(
                          index.id(), ChangePlace.BEGINNING, true, !filling.contains(index.id()))));
        }
        yield new PartitionResponse.Feeds(feeds);
      }
      default -> throw new IllegalStateException("unexpected " + request);
    };
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
    publish(request.key(), after);
    return new PartitionResponse.Written(after, 0, 0);
  }

  private void publish(PrimaryKey key, @Nullable Item after) {
    String kind = ((AttributeValue.S) key.partition()).value();
    String name = ((AttributeValue.S) Objects.requireNonNull(key.sort())).value();
    index++;
    knowledge
        .view()
        .apply(
            index,
            List.of(
                new SystemChange(
                    index, kind, name, after == null ? null : ItemCodec.encode(after))));
  }
}
