package dev.stator.consensus.host;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A node's groups handed over before it stops: some at a time, so that neither this node nor those
 * that take over have all elections at once. Round after round until none is left that anybody
 * could take: a group may not be ready to be handed over yet, its target may fail, and others may
 * give a lead back to a node that they do not know to be stopping. All on one executor.
 */
final class HandOvers {
  private static final int AT_A_TIME = 64;
  private static final long SOON_NANOS = 200_000_000L;
  private static final long LATER_NANOS = 1_000_000_000L;

  private final Supplier<List<GroupRunner>> left;
  private final SerialExecutor executor;
  private final Clock clock;
  private final long deadlineNanos;
  private final boolean forGood;
  private final Runnable done;
  private final ArrayDeque<GroupRunner> waiting = new ArrayDeque<>();
  private int underWay;
  private boolean told;

  /**
   * @param left the groups that are led here and that somebody else could lead
   * @param deadlineNanos no group is begun with after it
   * @param forGood it goes on after the deadline, slowly, until the process ends
   * @param done runs once none is left, or at the deadline
   */
  HandOvers(
      Supplier<List<GroupRunner>> left,
      SerialExecutor executor,
      Clock clock,
      long deadlineNanos,
      boolean forGood,
      Runnable done) {
    this.left = left;
    this.executor = executor;
    this.clock = clock;
    this.deadlineNanos = deadlineNanos;
    this.forGood = forGood;
    this.done = done;
  }

  void begin() {
    executor.execute(this::round);
  }

  private void round() {
    waiting.addAll(left.get());
    if (waiting.isEmpty()) {
      tell();
      if (forGood) {
        executor.schedule(LATER_NANOS, this::round);
      }
      return;
    }
    for (int i = 0; i < AT_A_TIME && !waiting.isEmpty(); i++) {
      next();
    }
  }

  private void next() {
    GroupRunner runner = waiting.remove();
    underWay++;
    Consumer<Boolean> ended = any -> executor.execute(this::ended);
    runner.executor().execute(() -> runner.handOver(null, ended));
  }

  private void ended() {
    underWay--;
    boolean over = isOver();
    if (over && !told) {
      waiting.clear();
    }
    if (!waiting.isEmpty()) {
      next();
    } else if (underWay == 0) {
      if (over || left.get().isEmpty()) {
        tell();
      }
      if (!told || forGood) {
        executor.schedule(told ? LATER_NANOS : SOON_NANOS, this::round);
      }
    }
  }

  private boolean isOver() {
    return clock.nanos() - deadlineNanos >= 0;
  }

  private void tell() {
    if (!told) {
      told = true;
      done.run();
    }
  }
}
