package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.SharedLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes the engine durable and gives the log's space back. The order is the point: the applied
 * indexes are read first, then the engine is flushed, and only then is the log trimmed up to them.
 *
 * <p>It acts when the engine has taken so many bytes, when the log says that it holds too much
 * (which may be more: overwritten rows, entries of deleted partitions), and when the log refuses
 * writes. Groups that hold the oldest segment of a log with too much are told so: what they keep
 * for slow members, or a quiet group's last entry, would keep everything that came after it.
 */
final class LogTrimmer {
  private static final long REFUSED_PAUSE_NANOS = 1_000_000_000L;
  private static final long WATCH_NANOS = 1_000_000_000L;

  private final SharedLog log;
  private final Engine engine;
  private final SerialExecutor executor;
  private final Supplier<Collection<HostedReplica>> replicas;
  private final Clock clock;
  private final Consumer<String> problems;
  private final long everyBytes;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long trimAtBytes;
  private volatile long logBytesSeen;
  private volatile long endedNanos;

  /** Groups that held the oldest segment when the log was asked last. */
  private volatile Set<Long> holders = Set.of();

  private record Captured(HostedReplica replica, long index) {}

  /**
   * @param executor a blocking one
   */
  LogTrimmer(
      SharedLog log,
      Engine engine,
      SerialExecutor executor,
      Supplier<Collection<HostedReplica>> replicas,
      Clock clock,
      Consumer<String> problems,
      long everyBytes) {
    this.log = log;
    this.engine = engine;
    this.executor = executor;
    this.replicas = replicas;
    this.clock = clock;
    this.problems = problems;
    this.everyBytes = everyBytes;
    this.trimAtBytes = everyBytes;
    this.endedNanos = clock.nanos() - REFUSED_PAUSE_NANOS;
  }

  /** From now on looks by itself, too, whether the log refuses: who only follows never asks. */
  void start() {
    executor.schedule(WATCH_NANOS, this::watch);
  }

  private void watch() {
    if (log.overloaded()) {
      logRefused();
    }
    start();
  }

  /** How much room the log has for what a group's store holds; any thread. */
  LogRoom room(long group) {
    if (!holders.contains(group)) {
      return LogRoom.AMPLE;
    }
    return log.nearlyFull() ? LogRoom.NONE : LogRoom.SHORT;
  }

  /** Called after entries were applied; cheap when there is nothing to do. Any thread. */
  void maybeTrim() {
    if (engine.unflushedBytes() >= trimAtBytes || logAsksToTrim()) {
      begin();
    }
  }

  /**
   * Called when the log takes no more; nothing is applied then that would call {@link #maybeTrim}.
   * Any thread.
   *
   * @return true when this began a flush, which it does once in a while
   */
  boolean logRefused() {
    return clock.nanos() - endedNanos >= REFUSED_PAUSE_NANOS && begin();
  }

  /** Asks the log only when its size has changed, which is once in a segment. */
  private boolean logAsksToTrim() {
    long bytes = log.bytes();
    if (bytes == logBytesSeen) {
      return false;
    }
    logBytesSeen = bytes;
    return askWhoHolds();
  }

  private boolean askWhoHolds() {
    holders = Set.copyOf(log.groupsHoldingOldestSegment());
    return !holders.isEmpty();
  }

  private boolean begin() {
    boolean idle = running.compareAndSet(false, true);
    if (idle) {
      executor.execute(this::trim);
    }
    return idle;
  }

  private void trim() {
    try {
      flushAndTrim();
      trimAtBytes = everyBytes;
    } catch (EngineException refused) {
      // Try again only after as much again was written: a full disk is not helped by haste.
      trimAtBytes = engine.unflushedBytes() + everyBytes;
      problems.accept("The store could not be flushed: " + refused.getMessage());
    } finally {
      endedNanos = clock.nanos();
      running.set(false);
    }
  }

  /** Flushes the engine and trims every replica's log. Blocks. */
  void flushAndTrim() {
    askWhoHolds();
    List<Captured> captured = new ArrayList<>();
    for (HostedReplica replica : replicas.get()) {
      long index = replica.trimmable();
      if (index > 0) {
        captured.add(new Captured(replica, index));
      }
    }
    engine.flush();
    for (Captured one : captured) {
      ReplicationGroup group = one.replica().group();
      LogRoom room = room(one.replica().partition());
      group.executor().execute(() -> group.durableThrough(one.index(), room));
    }
  }
}
