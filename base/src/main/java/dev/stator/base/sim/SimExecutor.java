package dev.stator.base.sim;

import dev.stator.base.Check;
import dev.stator.base.SerialExecutor;
import java.util.ArrayDeque;

/**
 * A serial executor of one boot of a machine. Tasks run in order, each a random while after the one
 * before it, so that the seed decides how executors interleave.
 */
final class SimExecutor implements SerialExecutor {
  /** Some 70 years: due times do not overflow. */
  private static final long DELAY_NANOS_MAX = Long.MAX_VALUE / 4;

  private final Simulation simulation;
  private final SimNode node;
  private final String name;
  private final boolean blocking;
  private final long boot;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final Runnable next = this::runNext;

  SimExecutor(Simulation simulation, SimNode node, long boot, String name, boolean blocking) {
    this.simulation = simulation;
    this.node = node;
    this.name = name;
    this.blocking = blocking;
    this.boot = boot;
  }

  @Override
  public void execute(Runnable task) {
    if (!node.runs(boot)) {
      return;
    }
    tasks.addLast(task);
    if (tasks.size() == 1) {
      postNext();
    }
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    Check.that(delayNanos >= 0, "a delay is not negative");
    SimTimer timer =
        new SimTimer(task, node.clock().nanos() + Math.min(delayNanos, DELAY_NANOS_MAX));
    postTimer(timer);
    return timer;
  }

  /** The head stays in the queue until it begins, so that one event at most is under way. */
  private void postNext() {
    long delayNanos = blocking ? node.blockingDelayNanos() : node.computingDelayNanos();
    simulation.post(delayNanos, node, name, next);
  }

  private void runNext() {
    if (!node.runs(boot)) {
      tasks.clear();
      return;
    }
    if (node.pauseLeftNanos() > 0) {
      simulation.post(node.pauseLeftNanos(), node, name, next);
      return;
    }
    if (blocking && node.disk().stands()) {
      node.disk().whenItGoesOn(this::postNext);
      return;
    }
    if (simulation.recordsTrace()) {
      simulation.record(node.name() + " runs " + name);
    }
    Runnable task = tasks.getFirst();
    try {
      task.run();
    } finally {
      tasks.removeFirst();
      if (!tasks.isEmpty()) {
        postNext();
      }
    }
  }

  private void postTimer(SimTimer timer) {
    long left = Math.max(0, timer.dueNanos - node.clock().nanos());
    simulation.post(node.clock().trueNanos(left), node, name, () -> fire(timer));
  }

  private void fire(SimTimer timer) {
    if (timer.cancelled || !node.runs(boot)) {
      return;
    }
    if (node.clock().nanos() < timer.dueNanos) {
      // The clock was slowed down after the timer was set.
      postTimer(timer);
      return;
    }
    execute(timer);
  }

  /** Cancelled until the very moment its task begins. */
  private static final class SimTimer implements Timer, Runnable {
    private final Runnable task;
    private final long dueNanos;
    private boolean cancelled;

    SimTimer(Runnable task, long dueNanos) {
      this.task = task;
      this.dueNanos = dueNanos;
    }

    @Override
    public void run() {
      if (!cancelled) {
        task.run();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
