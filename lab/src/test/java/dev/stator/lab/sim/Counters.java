package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemState;
import dev.stator.server.core.NodeCore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Clients that add to a few counters and read them, through every machine, and wait for nobody: a
 * leader that is cut off has as many readers as ever. Half of them ask through the machine's
 * router, half its own replica, as a router does that knows no leader. A counter only grows, so it
 * takes no search to tell a history that has no order: whoever reads or adds must see all that was
 * acknowledged, or read, before it began; no two additions come to the same sum; no more is there
 * than was asked for.
 */
final class Counters {
  private static final int UNDER_WAY_MAX = 20_000;

  private final ClusterWorld world;
  private final long partition;
  private final RandomSource random;
  private final List<Counter> counters = new ArrayList<>();
  private List<ClusterMachine> places;
  private double additions = 0.5;
  private long pauseNanosMax = 2 * World.MILLIS;
  private boolean running = true;
  private int underWay;
  private long answered;

  /** One item, and what is known of it. */
  private static final class Counter {
    final TrackedItem item;
    final BitSet sums = new BitSet();
    long begun;
    long certainlyNot;
    long done;

    /** The highest that anybody was told. */
    long told;

    Counter(String name) {
      item = new TrackedItem(name);
    }

    long most() {
      return begun - certainlyNot;
    }
  }

  Counters(ClusterWorld world, long partition, int count) {
    this.world = world;
    this.partition = partition;
    this.random = world.random.fork();
    this.places = world.machines;
    for (int i = 0; i < count; i++) {
      counters.add(new Counter("counter-" + i));
    }
    next();
  }

  /** Only these machines have clients from now on. */
  void at(List<ClusterMachine> machines) {
    places = List.copyOf(machines);
  }

  /** How many of the calls add; the others read. */
  void additions(double chance) {
    additions = chance;
  }

  /** From now on there is a call every so long at least. */
  void pause(long nanosMax) {
    pauseNanosMax = nanosMax;
  }

  void stop() {
    running = false;
  }

  int count() {
    return counters.size();
  }

  /** Calls that saw a counter. */
  long answered() {
    return answered;
  }

  /** Reads each counter once, through a machine, and hears of nothing less than the truth. */
  void readAll(ClusterMachine machine) {
    counters.forEach(counter -> sendRouted(machine, counter, false));
  }

  /** Adds once to each. */
  void addAll(ClusterMachine machine) {
    counters.forEach(counter -> sendRouted(machine, counter, true));
  }

  private void next() {
    world.simulation.after(
        1 + random.nextLong(pauseNanosMax),
        () -> {
          if (running && underWay < UNDER_WAY_MAX) {
            ClusterMachine machine = places.get(random.nextInt(places.size()));
            send(machine, counters.get(random.nextInt(counters.size())), random.chance(additions));
          }
          next();
        });
  }

  private void send(ClusterMachine machine, Counter counter, boolean adds) {
    NodeCore core = machine.core();
    if (core != null) {
      send(machine, random.chance(0.5) ? core.partitions() : core.storage(), counter, adds);
    }
  }

  private void sendRouted(ClusterMachine machine, Counter counter, boolean adds) {
    NodeCore core = machine.core();
    if (core != null) {
      send(machine, core.partitions(), counter, adds);
    }
  }

  private void send(ClusterMachine machine, PartitionClient asked, Counter counter, boolean adds) {
    underWay++;
    counter.begun += adds ? 1 : 0;
    long floor = counter.told;
    boolean[] over = {false};
    PartitionRequest request =
        Requests.of(partition, counter.item, adds ? Kind.ADD : Kind.READ, adds ? 1 : 0, 0);
    machine.node.run(
        "client",
        () ->
            asked.send(
                request,
                response -> {
                  Violation.unless(!over[0], "a request was answered twice");
                  over[0] = true;
                  answered(machine, counter, floor, adds, response);
                }));
  }

  private void answered(
      ClusterMachine machine,
      Counter counter,
      long floor,
      boolean adds,
      PartitionResponse response) {
    underWay--;
    switch (response) {
      case PartitionResponse.Row row -> {
        ItemState state = Requests.state(row.row() == null ? null : row.row().item());
        saw(machine, counter, floor, state.count());
      }
      case PartitionResponse.Written written -> {
        long sum = Requests.state(written.returned()).count();
        Violation.unless(
            !counter.sums.get(Math.toIntExact(sum)),
            counter.item.name + " came to " + sum + " twice");
        counter.sums.set(Math.toIntExact(sum));
        counter.done++;
        saw(machine, counter, floor + 1, sum);
      }
      case PartitionResponse.NotLeader nothing -> notDone(counter, adds);
      case PartitionResponse.NotHosted nothing -> notDone(counter, adds);
      case PartitionResponse.Busy nothing -> notDone(counter, adds);
      case PartitionResponse.Failed nothing -> notDone(counter, adds);
      case PartitionResponse.Unknown unknown -> {
        // It may have been added, and may be yet.
      }
      default -> throw new Violation("a counter's client was told " + response);
    }
  }

  private static void notDone(Counter counter, boolean adds) {
    counter.certainlyNot += adds ? 1 : 0;
  }

  private void saw(ClusterMachine machine, Counter counter, long atLeast, long sum) {
    answered++;
    Violation.unless(
        sum >= atLeast,
        counter.item.name
            + " was "
            + sum
            + " at "
            + machine.name()
            + " after it had been at least "
            + atLeast);
    Violation.unless(
        sum <= counter.most(),
        counter.item.name + " was " + sum + " when " + counter.most() + " had been asked for");
    counter.told = Math.max(counter.told, sum);
  }
}
