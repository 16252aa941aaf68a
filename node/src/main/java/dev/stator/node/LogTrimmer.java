package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.SharedLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes the engine durable and gives the log's space back. The order is the point: the applied
 * indexes are read first, then the engine is flushed, and only then is the log trimmed up to them.
 */
final class LogTrimmer {
  private final SharedLog log;
  private final Engine engine;
  private final SerialExecutor executor;
  private final Supplier<Collection<PartitionReplica>> replicas;
  private final Consumer<EngineException> faults;
  private final long everyBytes;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long trimAtBytes;

  private record Captured(PartitionReplica replica, long index) {}

  /**
   * @param executor a blocking one
   */
  LogTrimmer(
      SharedLog log,
      Engine engine,
      SerialExecutor executor,
      Supplier<Collection<PartitionReplica>> replicas,
      Consumer<EngineException> faults,
      long everyBytes) {
    this.log = log;
    this.engine = engine;
    this.executor = executor;
    this.replicas = replicas;
    this.faults = faults;
    this.everyBytes = everyBytes;
    this.trimAtBytes = everyBytes;
  }

  /** Called after entries were applied; cheap when there is nothing to do. Any thread. */
  void maybeTrim() {
    if (engine.unflushedBytes() >= trimAtBytes && running.compareAndSet(false, true)) {
      executor.execute(this::trim);
    }
  }

  private void trim() {
    try {
      flushAndTrim();
      trimAtBytes = everyBytes;
    } catch (EngineException refused) {
      // Try again only after as much again was written: a full disk is not helped by haste.
      trimAtBytes = engine.unflushedBytes() + everyBytes;
      faults.accept(refused);
    } finally {
      running.set(false);
    }
  }

  /** Flushes the engine and trims every replica's log. Blocks. */
  void flushAndTrim() {
    List<Captured> captured = new ArrayList<>();
    for (PartitionReplica replica : replicas.get()) {
      captured.add(new Captured(replica, replica.appliedInEngine()));
    }
    engine.flush();
    for (Captured one : captured) {
      one.replica().executor().execute(() -> one.replica().group().durableThrough(one.index()));
    }
  }

  long logBytes() {
    return log.bytes();
  }
}
