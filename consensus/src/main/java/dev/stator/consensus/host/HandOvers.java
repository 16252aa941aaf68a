package dev.stator.consensus.host;

import dev.stator.base.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's groups handed over before it stops: some at a time, so that neither this node nor those
 * that take over have all elections at once. Each is tried once, and no new one is begun after a
 * deadline.
 */
final class HandOvers {
  private static final int AT_A_TIME = 64;

  private final ArrayDeque<GroupRunner> waiting;
  private final Clock clock;
  private final long deadlineNanos;
  private final Runnable done;
  private int underWay;
  private boolean finished;

  HandOvers(List<GroupRunner> led, Clock clock, long deadlineNanos, Runnable done) {
    this.waiting = new ArrayDeque<>(led);
    this.clock = clock;
    this.deadlineNanos = deadlineNanos;
    this.done = done;
  }

  void begin() {
    for (int i = 0; i < AT_A_TIME; i++) {
      next();
    }
  }

  private void next() {
    GroupRunner runner = take();
    if (runner != null) {
      Consumer<Boolean> ended =
          any -> {
            leave();
            next();
          };
      runner.executor().execute(() -> runner.handOver(null, ended));
    } else if (isFinished()) {
      done.run();
    }
  }

  private synchronized @Nullable GroupRunner take() {
    if (clock.nanos() - deadlineNanos >= 0) {
      waiting.clear();
    }
    GroupRunner runner = waiting.poll();
    if (runner != null) {
      underWay++;
    }
    return runner;
  }

  private synchronized void leave() {
    underWay--;
  }

  private synchronized boolean isFinished() {
    boolean now = !finished && underWay == 0 && waiting.isEmpty();
    finished |= now;
    return now;
  }
}
