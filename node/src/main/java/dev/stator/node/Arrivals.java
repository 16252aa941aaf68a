package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.table.Placement;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.GroupUnusableException;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.DamagedLogException;
import dev.stator.storage.wal.SharedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that this node is asked for: found where they are, and else made from nothing. Those
 * that are asked for while others are being made are made together after that, since it takes one
 * flush of the store however many they are. One whose log or rows are damaged is not made: that is
 * said, whoever asked is refused, and the others are made. Any thread.
 */
final class Arrivals {
  private static final long FIRST_VERSION = 1;

  /** As many may wait to be made; whoever comes after that is refused, and asks again. */
  private static final int WAITING_MAX = 1_024;

  /** So many may wait for the same one. */
  private static final int ASKING_MAX = 16;

  private final Engine engine;
  private final SharedLog log;
  private final GroupHost host;
  private final LongPredicate mayBegin;
  private final Authority authority;
  private final Departures departures;
  private final Conversions conversions;
  private final Transitions transitions;
  private final SerialExecutor housekeeping;
  private final LongFunction<@Nullable HostedReplica> hosted;
  private final BiConsumer<LocalGroup, Consumer<Boolean>> open;
  private final Consumer<String> problems;

  /** What waits to be made, and what is being made; guarded by this. */
  private final TreeMap<Long, Arrival> arrivals = new TreeMap<>();

  private boolean begun;

  /** A replica that is to be made from nothing. */
  private static final class Arrival {
    final LocalGroup named;
    final Placement placement;

    /** All that asked for it. */
    final List<Consumer<Boolean>> replies = new ArrayList<>();

    boolean making;

    Arrival(LocalGroup named, Placement placement) {
      this.named = named;
      this.placement = placement;
    }

    long partition() {
      return named.partition();
    }

    boolean first() {
      return isFirst(named);
    }
  }

  /**
   * @param mayBegin whether a partition may be made here from nothing as a first member
   * @param authority is asked before a first member is made
   * @param housekeeping a blocking one
   * @param hosted what is open of a partition here
   * @param open opens a replica, and ends its transition
   * @param problems gets a sentence for the operator about each thing that is wrong
   */
  Arrivals(
      Engine engine,
      SharedLog log,
      GroupHost host,
      LongPredicate mayBegin,
      Authority authority,
      Departures departures,
      Conversions conversions,
      Transitions transitions,
      SerialExecutor housekeeping,
      LongFunction<@Nullable HostedReplica> hosted,
      BiConsumer<LocalGroup, Consumer<Boolean>> open,
      Consumer<String> problems) {
    this.engine = engine;
    this.log = log;
    this.host = host;
    this.mayBegin = mayBegin;
    this.authority = authority;
    this.departures = departures;
    this.conversions = conversions;
    this.transitions = transitions;
    this.housekeeping = housekeeping;
    this.hosted = hosted;
    this.open = open;
    this.problems = problems;
  }

  /**
   * Makes sure that this node hosts its replica.
   *
   * @param told whether somebody who knows said so now: by the placement alone, which may be old, a
   *     replica that may have been here, and was lost, is not made again
   */
  void host(Placement placement, boolean told, Consumer<Boolean> reply) {
    long partition = placement.partition();
    LocalGroup named = LocalGroup.of(host.node(), placement);
    if (named == null) {
      reply.accept(false);
      return;
    }
    HostedReplica replica = hosted.apply(partition);
    if (replica != null) {
      reply.accept(conversions.isAsNamed(replica, named));
      return;
    }
    if (!undamaged(partition, () -> host(named, placement, told, reply))) {
      reply.accept(false);
    }
  }

  private void host(LocalGroup named, Placement placement, boolean told, Consumer<Boolean> reply) {
    long partition = named.partition();
    LocalGroup here =
        LocalGroup.leftOver(partition, engine, log)
            ? null
            : LocalGroup.find(partition, host.node(), engine, log);
    if (here != null) {
      boolean meant = here.replica().equals(named.replica()) && here.kind() == named.kind();
      if (take(named, reply)
          && !undamaged(
              partition, () -> open.accept(here, opened -> reply.accept(opened && meant)))) {
        transitions.end(partition);
        reply.accept(false);
      }
    } else if (!isFirst(named)) {
      // Told by the group's own leader, which gives this name to nothing else.
      if (told) {
        add(new Arrival(named, placement), reply);
      } else {
        reply.accept(false);
      }
    } else if (mayBegin.test(partition)) {
      authority.placed(partition, now -> begin(new Arrival(named, placement), now, reply));
    } else {
      reply.accept(false);
    }
  }

  private static boolean isFirst(LocalGroup named) {
    return ReplicaName.generationOf(named.replica()) == 1;
  }

  /** One that was here before and went must not come back, since it has cast votes. */
  private void begin(Arrival first, @Nullable Placement now, Consumer<Boolean> reply) {
    LocalGroup wanted = now == null ? null : LocalGroup.of(host.node(), now);
    if (wanted != null && wanted.replica().equals(first.named.replica())) {
      add(first, reply);
    } else {
      reply.accept(false);
    }
  }

  private void add(Arrival arrival, Consumer<Boolean> reply) {
    if (!added(arrival, reply)) {
      reply.accept(false);
    }
  }

  /** Who asks again for what has not been made yet waits for the same. */
  private synchronized boolean added(Arrival arrival, Consumer<Boolean> reply) {
    Arrival there = arrivals.get(arrival.partition());
    if (there != null) {
      boolean same =
          there.named.replica().equals(arrival.named.replica())
              && there.named.kind() == arrival.named.kind()
              && there.replies.size() < ASKING_MAX;
      return same && there.replies.add(reply);
    }
    if (arrivals.size() >= WAITING_MAX) {
      return false;
    }
    arrival.replies.add(reply);
    arrivals.put(arrival.partition(), arrival);
    if (!begun) {
      begun = true;
      housekeeping.execute(this::makeAll);
    }
    return true;
  }

  /** Blocks. */
  private void makeAll() {
    List<Arrival> all;
    synchronized (this) {
      begun = false;
      all = arrivals.values().stream().filter(arrival -> !arrival.making).toList();
      all.forEach(arrival -> arrival.making = true);
    }
    List<Arrival> ready = new ArrayList<>();
    List<Long> unclean = new ArrayList<>();
    for (Arrival arrival : all) {
      // From then on nobody else makes or removes one.
      if (take(arrival.named, made -> end(arrival).accept(made))) {
        orRefuse(
            arrival,
            () -> {
              if (isReady(arrival)) {
                if (!arrival.first() || departures.holdsAnything(arrival.partition())) {
                  unclean.add(arrival.partition());
                }
                ready.add(arrival);
              }
            });
      }
    }
    boolean cleared = departures.clear(unclean);
    for (Arrival arrival : ready) {
      if (!cleared && unclean.contains(arrival.partition())) {
        refuse(arrival);
      } else if (arrival.placement.version() == FIRST_VERSION) {
        orRefuse(arrival, () -> bootstrap(arrival));
      } else {
        orRefuse(arrival, () -> open(arrival, arrival.named));
      }
    }
  }

  private void orRefuse(Arrival arrival, Runnable work) {
    if (!undamaged(arrival.partition(), work)) {
      refuse(arrival);
    }
  }

  /** False when work ended because something here of a partition is damaged, which is said. */
  private boolean undamaged(long partition, Runnable work) {
    try {
      work.run();
      return true;
    } catch (EngineException | DamagedLogException | GroupUnusableException damaged) {
      problems.accept(
          "The replica of partition "
              + partition
              + " that this node is asked for cannot be made here: "
              + damaged.getMessage());
      return false;
    }
  }

  /** Whether a replica is to be made. */
  private boolean isReady(Arrival arrival) {
    long partition = arrival.partition();
    if (!arrival.first() && LocalGroup.hasLog(partition, log)) {
      // What a crash left here has a name that nobody knows: it goes before another one comes.
      departures.leave(partition, null, gone -> refuse(arrival));
      return false;
    }
    if (arrival.first() && LocalGroup.hasLeft(partition, host.node(), engine, log)) {
      // Of one that its group has left out the system table will hear: it goes then.
      refuse(arrival);
      return false;
    }
    return true;
  }

  private void bootstrap(Arrival arrival) {
    long partition = arrival.partition();
    host.bootstrap(
        partition,
        LocalGroup.membership(arrival.placement),
        () -> orRefuse(arrival, () -> openBegun(arrival)));
  }

  private void openBegun(Arrival arrival) {
    long partition = arrival.partition();
    LocalGroup here = LocalGroup.find(partition, host.node(), engine, log);
    Check.that(here != null, "group %d is begun and not in the log", partition);
    open(arrival, Objects.requireNonNull(here));
  }

  /** Whoever asks from now on finds it open. */
  private void open(Arrival arrival, LocalGroup group) {
    open.accept(group, end(arrival));
  }

  private void refuse(Arrival arrival) {
    transitions.end(arrival.partition());
    end(arrival).accept(false);
  }

  /** Nobody waits for it any more but those who get this answer. */
  private synchronized Consumer<Boolean> end(Arrival arrival) {
    arrivals.remove(arrival.partition(), arrival);
    List<Consumer<Boolean>> replies = List.copyOf(arrival.replies);
    return made -> replies.forEach(reply -> reply.accept(made));
  }

  /**
   * One at a time makes a partition's replica; whoever comes second is told whether the first made
   * what he asks for, and else asks again.
   */
  private boolean take(LocalGroup named, Consumer<Boolean> reply) {
    long partition = named.partition();
    boolean free = transitions.begin(partition);
    HostedReplica replica = hosted.apply(partition);
    if (free && replica == null) {
      return true;
    }
    if (free) {
      transitions.end(partition);
    }
    reply.accept(replica != null && conversions.isAsNamed(replica, named));
    return false;
  }
}
