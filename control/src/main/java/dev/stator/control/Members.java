package dev.stator.control;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.member.Removal;
import dev.stator.cluster.member.Removal.Phase;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.NodeItems;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.RemovalItems;
import dev.stator.cluster.table.SystemTables;
import dev.stator.model.Item;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes belong to the cluster. A node registers at each start; it leaves for good when
 * somebody says so:
 *
 * <pre>
 *   (member) --note it--> LEAVING --its groups replace its replicas--> no placement names it
 *   LEAVING --remove its registration, note that--> GONE --it registers again--> (member)
 * </pre>
 *
 * <p>Groups are repaired where they are led, which needs nothing of this; so the procedure waits,
 * and can be taken back, until the registration is removed. All of it on AutoAdmin's executor.
 */
final class Members {
  private static final long LOOK_NANOS = 500_000_000L;

  /** A placement may have been under way when a removal was noted. */
  private static final int LOOKS_MIN = 3;

  private static final String BUSY =
      "It is not settled yet whether another node leaves: ask again in a moment.";

  private static final String UNCERTAIN = "It is not certain whether that was noted: ask again.";

  private final SystemTableStore store;
  private final SystemView view;
  private final NodeDirectory nodes;
  private final PlacementDirectory placements;
  private final Founding founding;
  private final LongSupplier nextPartition;
  private final SerialExecutor executor;
  private final BooleanSupplier leads;

  /** Nodes whose leaving this process follows, and how often none of their replicas was found. */
  private final TreeMap<String, Integer> followed = new TreeMap<>();

  /**
   * The node whose leaving is being noted, until the directory says so or it is certain that it
   * never will: whether a second one may leave cannot be told before.
   */
  private @Nullable String noting;

  /**
   * @param nextPartition the id that the next partition gets, or a lower one
   */
  Members(
      SystemTableStore store,
      Knowledge knowledge,
      Founding founding,
      LongSupplier nextPartition,
      SerialExecutor executor,
      BooleanSupplier leads) {
    this.store = store;
    this.view = knowledge.view();
    this.nodes = knowledge.nodes();
    this.placements = knowledge.placements();
    this.founding = founding;
    this.nextPartition = nextPartition;
    this.executor = executor;
    this.leads = leads;
    view.onChange(() -> executor.execute(this::followAll));
  }

  /** Has founders stand in the system table, and goes on with what a predecessor began. */
  void resume() {
    for (Registration founder : founding.missing()) {
      store.register(founder, null, response -> againUnlessSettled(response, this::resume));
    }
    noting = null;
    followed.clear();
    followAll();
  }

  private void followAll() {
    if (leads.getAsBoolean()) {
      nodes.leaving().forEach(this::follow);
    }
  }

  private @Nullable Registration registration(String node) {
    Item there = view.find(SystemTables.KIND_NODE, node);
    return there == null ? null : NodeItems.fromItem(there);
  }

  private @Nullable Removal removal(String node) {
    Item there = view.find(SystemTables.KIND_REMOVAL, node);
    return there == null ? null : RemovalItems.fromItem(there);
  }

  /**
   * Has a node stand in the system table as it says. One that was removed is new. Replicas are
   * placed by zones, so a name stands for one zone until it is removed.
   *
   * @param reply gets the registration, in the zone of before where that is another one; null when
   *     it did not come about: try again
   */
  void register(NodeInfo node, long nodeStore, Consumer<@Nullable Registration> reply) {
    Registration before = registration(node.name());
    Removal removal = removal(node.name());
    if (before == null && removal != null) {
      rejoin(node, nodeStore, removal, reply);
      return;
    }
    if (before != null && !before.node().zone().equals(node.zone())) {
      reply.accept(before);
      return;
    }
    boolean sameStore = before != null && before.store() == nodeStore;
    Registration wanted =
        new Registration(
            node,
            nodeStore,
            sameStore && before != null ? before.firstPartition() : nextPartition.getAsLong());
    if (wanted.equals(before)) {
      reply.accept(before);
    } else {
      write(wanted, before, reply);
    }
  }

  private void write(
      Registration wanted, @Nullable Registration before, Consumer<@Nullable Registration> reply) {
    store.register(
        wanted,
        before,
        response -> reply.accept(response instanceof PartitionResponse.Written ? wanted : null));
  }

  private void rejoin(
      NodeInfo node, long nodeStore, Removal removal, Consumer<@Nullable Registration> reply) {
    if (removal.phase() == Phase.LEAVING) {
      // It has no registration and will be gone in a moment.
      reply.accept(null);
      return;
    }
    store.forgetRemoval(
        removal,
        response -> {
          if (response instanceof PartitionResponse.Written) {
            write(new Registration(node, nodeStore, nextPartition.getAsLong()), null, reply);
          } else {
            reply.accept(null);
          }
        });
  }

  /**
   * Notes that a node is to leave for good.
   *
   * @param reply gets a sentence that says why not; empty when it is noted
   */
  void remove(String node, Consumer<String> reply) {
    Removal before = removal(node);
    if (registration(node) == null) {
      reply.accept("There is no node " + node + " in this cluster.");
      return;
    }
    if (before != null && before.phase() == Phase.LEAVING) {
      reply.accept("");
      return;
    }
    String refusal = noting == null ? refusal(node) : BUSY;
    if (refusal != null) {
      reply.accept(refusal);
      return;
    }
    noting = node;
    store.noteRemoval(
        new Removal(node, Phase.LEAVING),
        before,
        response -> {
          reply.accept(response instanceof PartitionResponse.Written ? "" : UNCERTAIN);
          settle(node);
        });
  }

  private void settle(String node) {
    if (!node.equals(noting)) {
      return;
    }
    store.awaitRemovalSettled(
        node,
        response -> {
          if (response instanceof PartitionResponse.ConditionFailed || !leads.getAsBoolean()) {
            noting = node.equals(noting) ? null : noting;
          } else {
            executor.schedule(LOOK_NANOS, () -> settle(node));
          }
        });
  }

  /** Partitions have replicas in three zones, or in all there are: that must stay possible. */
  private @Nullable String refusal(String node) {
    Set<String> zones = new TreeSet<>();
    String zone = "";
    for (NodeInfo one : nodes.all()) {
      if (one.name().equals(node)) {
        zone = one.zone();
      } else if (!nodes.isLeaving(one.name())) {
        zones.add(one.zone());
      }
    }
    if (zones.isEmpty()) {
      return "Node " + node + " is the only one of this cluster that stays.";
    }
    return zones.contains(zone) || zones.size() >= PlacementPlan.REPLICAS
        ? null
        : "Without node "
            + node
            + " no other one of zone "
            + zone
            + " stays, and partitions need it: let another node of that zone join first.";
  }

  /**
   * Takes back that a node is to leave.
   *
   * @param reply gets a sentence that says why not; empty when it stays
   */
  void keep(String node, Consumer<String> reply) {
    Removal removal = removal(node);
    if (removal == null || removal.phase() == Phase.GONE) {
      reply.accept("Node " + node + " is not leaving.");
      return;
    }
    if (registration(node) == null) {
      reply.accept("Node " + node + " has left already.");
      return;
    }
    store.forgetRemoval(
        removal,
        response -> reply.accept(response instanceof PartitionResponse.Written ? "" : UNCERTAIN));
  }

  private void follow(String node) {
    if (followed.putIfAbsent(node, 0) == null) {
      look(node);
    }
  }

  private void look(String node) {
    Removal removal = removal(node);
    if (!leads.getAsBoolean() || removal == null || removal.phase() == Phase.GONE) {
      followed.remove(node);
      return;
    }
    boolean holds =
        placements.all().stream()
            .flatMap(placement -> placement.replicas().stream())
            .anyMatch(replica -> replica.node().equals(node));
    int clean = holds ? 0 : followed.merge(node, 1, Integer::sum);
    followed.put(node, clean);
    if (clean >= LOOKS_MIN) {
      end(node, removal);
    } else {
      executor.schedule(LOOK_NANOS, () -> look(node));
    }
  }

  private void end(String node, Removal removal) {
    Registration registration = registration(node);
    if (registration != null) {
      store.unregister(registration, response -> executor.schedule(LOOK_NANOS, () -> look(node)));
      return;
    }
    store.noteRemoval(
        new Removal(node, Phase.GONE),
        removal,
        response -> executor.schedule(LOOK_NANOS, () -> look(node)));
  }

  /** A failed condition also settles a step: someone has done it before. */
  private void againUnlessSettled(PartitionResponse response, Runnable again) {
    boolean settled =
        response instanceof PartitionResponse.Written
            || response instanceof PartitionResponse.ConditionFailed;
    if (!settled && leads.getAsBoolean()) {
      executor.schedule(LOOK_NANOS, again);
    }
  }
}
