package dev.stator.consensus.host;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import java.util.ArrayDeque;

/**
 * Lets the groups of a node stand for election one after the other rather than all at once: so many
 * in a short while, the others in their order after it. When a node dies that led thousands, their
 * messages come and go meanwhile, and most of the others have a leader before it is their turn. Any
 * thread.
 */
final class ElectionPace {
  private final Clock clock;
  private final SerialExecutor executor;
  private final int electionsMax;
  private final long spanNanos;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private long spanBegunNanos;
  private int begun;
  private boolean timed;

  /**
   * @param executor for the time between
   * @param electionsMax how many may begin in each span
   */
  ElectionPace(Clock clock, SerialExecutor executor, int electionsMax, long spanNanos) {
    this.clock = clock;
    this.executor = executor;
    this.electionsMax = electionsMax;
    this.spanNanos = spanNanos;
    this.spanBegunNanos = clock.nanos() - spanNanos;
  }

  /**
   * Whether a group may stand now.
   *
   * @param turn runs when not, once: it is that group's turn then
   */
  synchronized boolean begin(Runnable turn) {
    if (waiting.isEmpty() && takeOne()) {
      return true;
    }
    waiting.add(turn);
    waitForNextSpan();
    return false;
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  private boolean takeOne() {
    long now = clock.nanos();
    if (now - spanBegunNanos >= spanNanos) {
      spanBegunNanos = now;
      begun = 0;
    }
    if (begun == electionsMax) {
      return false;
    }
    begun++;
    return true;
  }

  private void waitForNextSpan() {
    if (!timed) {
      timed = true;
      long left = spanBegunNanos + spanNanos - clock.nanos();
      executor.schedule(Math.max(0, left), this::nextSpan);
    }
  }

  private synchronized void nextSpan() {
    timed = false;
    while (!waiting.isEmpty() && takeOne()) {
      waiting.remove().run();
    }
    if (!waiting.isEmpty()) {
      waitForNextSpan();
    }
  }
}
