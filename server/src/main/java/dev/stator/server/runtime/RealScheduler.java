package dev.stator.server.runtime;

import dev.stator.base.Check;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a node: a fixed number of event loops that all computing executors share, each
 * executor pinned to one, and a thread of its own for each blocking executor. Safe for several
 * threads.
 *
 * <p>A task that throws halts the scheduler: the {@link FatalHandler} is told, and no further task
 * begins anywhere. Queues are bounded by those who submit; {@link #depth} shows how they do.
 */
public final class RealScheduler implements Scheduler, AutoCloseable {
  private static final long CLOSE_NANOS_MAX = 10_000_000_000L;

  private final String name;
  private final FatalHandler fatalHandler;
  private final AtomicBoolean halted = new AtomicBoolean();
  private final AtomicInteger next = new AtomicInteger();
  private final List<EventLoop> loops = new ArrayList<>();
  // Guarded by itself.
  private final List<EventLoop> blocking = new ArrayList<>();
  private boolean closed;

  /**
   * @param name begins the names of threads
   * @param loopCount how many threads the computing executors share
   */
  public RealScheduler(String name, int loopCount, FatalHandler fatalHandler) {
    Check.that(loopCount >= 1, "there is at least one event loop");
    this.name = name;
    this.fatalHandler = fatalHandler;
    for (int i = 0; i < loopCount; i++) {
      loops.add(new EventLoop(name + "-loop-" + i, halted, fatalHandler));
    }
    loops.forEach(EventLoop::start);
  }

  @Override
  public SerialExecutor serial(String executorName) {
    int loop = Math.floorMod(next.getAndIncrement(), loops.size());
    return new RealSerialExecutor(loops.get(loop), executorName);
  }

  @Override
  public SerialExecutor blocking(String executorName) {
    EventLoop own = new EventLoop(name + "-" + executorName, halted, fatalHandler);
    synchronized (blocking) {
      Check.that(!closed, "a closed scheduler hands out no executors");
      blocking.add(own);
    }
    own.start();
    return new RealSerialExecutor(own, executorName);
  }

  @Override
  public SerialExecutor separate(String executorName) {
    return blocking(executorName);
  }

  /** Tasks that wait or run, on all threads together, roughly. */
  public long depth() {
    return all().stream().mapToLong(EventLoop::depth).sum();
  }

  /** How often any thread went to sleep: on an idle node this stands still. */
  public long parks() {
    return all().stream().mapToLong(EventLoop::parks).sum();
  }

  /** Whether a task threw. */
  public boolean halted() {
    return halted.get();
  }

  /**
   * Ends all threads after the tasks that were submitted before; later ones and timers are dropped.
   * Waits for 10 s at most.
   *
   * @throws IllegalStateException when a task still runs after that
   */
  @Override
  public void close() {
    synchronized (blocking) {
      closed = true;
    }
    List<EventLoop> all = all();
    Check.that(
        all.stream().noneMatch(EventLoop::isCurrentThread),
        "a scheduler is not closed from one of its own threads");
    all.forEach(EventLoop::close);
    long endNanos = System.nanoTime() + CLOSE_NANOS_MAX;
    try {
      for (EventLoop loop : all) {
        if (!loop.awaitEnd(endNanos - System.nanoTime())) {
          throw new IllegalStateException("a task of '" + name + "' does not end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<EventLoop> all() {
    List<EventLoop> all = new ArrayList<>(loops);
    synchronized (blocking) {
      all.addAll(blocking);
    }
    return all;
  }
}
