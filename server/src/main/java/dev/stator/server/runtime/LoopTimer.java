package dev.stator.server.runtime;

import dev.stator.base.SerialExecutor;
import org.jspecify.annotations.Nullable;

/** A task that waits for its time on an event loop. */
final class LoopTimer implements SerialExecutor.Timer, Runnable {
  /** Where it is in the heap, or -1. Touched by the loop's thread only, as is the sequence. */
  int place = -1;

  long sequence;

  private final RealSerialExecutor owner;
  private final long dueNanos;
  private volatile @Nullable Runnable task;

  LoopTimer(RealSerialExecutor owner, long dueNanos, Runnable task) {
    this.owner = owner;
    this.dueNanos = dueNanos;
    this.task = task;
  }

  RealSerialExecutor owner() {
    return owner;
  }

  /** How long until it is due; not positive when it is. */
  long leftNanos(long nowNanos) {
    return dueNanos - nowNanos;
  }

  /** By due time, then by the order in which they were set. */
  boolean before(LoopTimer other) {
    long difference = dueNanos - other.dueNanos;
    return difference != 0 ? difference < 0 : sequence < other.sequence;
  }

  boolean cancelled() {
    return task == null;
  }

  /** On the loop's thread: runs the task unless it was cancelled, once. */
  @Override
  public void run() {
    Runnable once = task;
    task = null;
    if (once != null) {
      once.run();
    }
  }

  @Override
  public void cancel() {
    if (task != null) {
      task = null;
      owner.forget(this);
    }
  }
}
