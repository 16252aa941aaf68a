package dev.stator.base.sim;

import dev.stator.base.Check;
import dev.stator.base.RandomSource;
import dev.stator.base.SeededRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One simulated world: a virtual clock, a queue of events, machines and the network between them.
 * Everything runs in the thread that calls {@link #runFor} or {@link #runUntil}; time passes only
 * between events. Times are nanoseconds since the world began.
 */
public final class Simulation {
  private final long seed;
  private final RandomSource random;
  private final RandomSource forNodes;
  private final RandomSource forTies;
  private final EventQueue queue = new EventQueue();
  private final TreeMap<String, SimNode> nodes = new TreeMap<>();
  private final SimNetwork network;
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private int linesMax;
  private long nowNanos;
  private long events;
  private long eventsRun;
  private long traceHash;

  public Simulation(long seed) {
    this.seed = seed;
    SeededRandom root = new SeededRandom(seed);
    random = root.fork();
    forNodes = root.fork();
    forTies = root.fork();
    network = new SimNetwork(this, root.fork());
    traceHash = SeededRandom.mix(seed);
  }

  public long seed() {
    return seed;
  }

  /** For the test's own choices; the world draws from other sources. */
  public RandomSource random() {
    return random;
  }

  public long nowNanos() {
    return nowNanos;
  }

  public SimNetwork network() {
    return network;
  }

  /** The machine of that name; made, and up, when it is first asked for. */
  public SimNode node(String name) {
    SimNode known = nodes.get(name);
    if (known != null) {
      return known;
    }
    SimNode made = new SimNode(this, name, forNodes.fork());
    nodes.put(name, made);
    return made;
  }

  /** All machines, by name. */
  public Collection<SimNode> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  @Nullable SimNode find(String name) {
    return nodes.get(name);
  }

  /** Runs a task of the test itself (a fault, a client, a check) after {@code delayNanos}. */
  public void after(long delayNanos, Runnable task) {
    post(delayNanos, null, "test", task);
  }

  /**
   * Lets {@code nanos} of virtual time pass.
   *
   * @throws SimulationException when a task threw; the message names the seed
   */
  public void runFor(long nanos) {
    long end = later(nanos);
    while (runNext(end)) {
      // Each round runs one event.
    }
    nowNanos = end;
  }

  /**
   * Runs until the condition holds, asking after every event.
   *
   * @return false when it did not come to hold within {@code nanosMax} of virtual time
   */
  public boolean runUntil(BooleanSupplier condition, long nanosMax) {
    long end = later(nanosMax);
    while (!condition.getAsBoolean()) {
      if (!runNext(end)) {
        nowNanos = end;
        return condition.getAsBoolean();
      }
    }
    return true;
  }

  /**
   * Runs until nothing is left to do.
   *
   * @return false when there still was, after {@code nanosMax} of virtual time
   */
  public boolean runUntilIdle(long nanosMax) {
    return runUntil(queue::isEmpty, nanosMax);
  }

  /** Adds a line to the trace, with the time before it. */
  public void trace(String line) {
    mixIn(line.hashCode());
    record(line);
  }

  /** Keeps the last lines of the trace as text from now on, every event included. */
  public void recordTrace(int lastLinesMax) {
    Check.that(lastLinesMax >= 0, "a number of lines is not negative");
    linesMax = lastLinesMax;
  }

  /** The lines that were kept, oldest first. */
  public List<String> traceLines() {
    return new ArrayList<>(lines);
  }

  /** A digest of everything that ever happened here: equal for equal runs. */
  public long traceHash() {
    return traceHash;
  }

  /** How many events have run. */
  public long eventsRun() {
    return eventsRun;
  }

  /** Queues an event; {@code owner} is null for the test's own. */
  void post(long delayNanos, @Nullable SimNode owner, String what, Runnable action) {
    Check.that(delayNanos >= 0, "a delay is not negative");
    events++;
    queue.add(
        new EventQueue.Event(later(delayNanos), forTies.nextLong(), events, owner, what, action));
  }

  /** Keeps a line of text that says no more than the digest of the trace already covers. */
  void record(String line) {
    if (linesMax > 0) {
      if (lines.size() == linesMax) {
        lines.removeFirst();
      }
      lines.addLast(seconds(nowNanos) + " " + line);
    }
  }

  boolean recordsTrace() {
    return linesMax > 0;
  }

  private boolean runNext(long end) {
    if (queue.isEmpty() || queue.nextNanos() > end) {
      return false;
    }
    EventQueue.Event event = queue.poll();
    Check.that(event.atNanos() >= nowNanos, "time does not go back");
    nowNanos = event.atNanos();
    run(event);
    return true;
  }

  private void run(EventQueue.Event event) {
    eventsRun++;
    mixIn(event.sequence());
    try {
      event.action().run();
    } catch (SimulationException e) {
      throw e;
    } catch (Throwable thrown) {
      if (event.owner() == null || !event.owner().survivesUncaught(thrown)) {
        throw failure(event, thrown);
      }
    }
    SimNode owner = event.owner();
    if (owner != null) {
      owner.dieIfDoomed();
    }
  }

  private SimulationException failure(EventQueue.Event event, Throwable thrown) {
    String where = event.owner() == null ? "" : " on node " + event.owner().name();
    return new SimulationException(
        "seed "
            + seed
            + ", at "
            + seconds(nowNanos)
            + where
            + " in '"
            + event.what()
            + "': "
            + thrown,
        thrown);
  }

  void mixIn(long value) {
    traceHash = SeededRandom.mix(traceHash ^ SeededRandom.mix(nowNanos + 31 * value));
  }

  private long later(long nanos) {
    long sum = nowNanos + nanos;
    return sum < nowNanos ? Long.MAX_VALUE : sum;
  }

  private static String seconds(long nanos) {
    return String.format(
        Locale.ROOT, "%d.%09d", nanos / 1_000_000_000L, Math.floorMod(nanos, 1_000_000_000L));
  }
}
