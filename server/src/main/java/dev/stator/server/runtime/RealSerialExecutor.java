package dev.stator.server.runtime;

import dev.stator.base.Check;
import dev.stator.base.SerialExecutor;

/** A serial executor pinned to one event loop: the loop's order is its order. */
final class RealSerialExecutor implements SerialExecutor {
  private static final long DELAY_NANOS_MAX = Long.MAX_VALUE / 4;

  private final EventLoop loop;
  private final String name;

  RealSerialExecutor(EventLoop loop, String name) {
    this.loop = loop;
    this.name = name;
  }

  String name() {
    return name;
  }

  @Override
  public void execute(Runnable task) {
    loop.submit(this, task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    Check.that(delayNanos >= 0, "a delay is not negative");
    // Bounded so that due times, which wrap around, still compare.
    long dueNanos = System.nanoTime() + Math.min(delayNanos, DELAY_NANOS_MAX);
    LoopTimer timer = new LoopTimer(this, dueNanos, task);
    loop.add(timer);
    return timer;
  }

  void forget(LoopTimer timer) {
    loop.remove(timer);
  }
}
