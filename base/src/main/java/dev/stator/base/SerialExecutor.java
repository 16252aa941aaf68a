package dev.stator.base;

import java.util.concurrent.Executor;

/**
 * Runs tasks one at a time, in the order of submission. State that belongs to one serial executor
 * needs no lock.
 *
 * <p>A task that throws is a bug: the executor hands the throwable to the owner's fatal handler,
 * which stops the node.
 */
public interface SerialExecutor extends Executor {
  /** Runs {@code task} after those submitted before it. Never runs it inside this call. */
  @Override
  void execute(Runnable task);

  /**
   * Runs {@code task} on this executor once at least {@code delayNanos} have passed, behind the
   * tasks that wait then: a timer never overtakes what came before it.
   */
  Timer schedule(long delayNanos, Runnable task);

  /** A scheduled task. */
  interface Timer {
    /** Keeps the task from running if it has not begun. Idempotent. */
    void cancel();
  }
}
