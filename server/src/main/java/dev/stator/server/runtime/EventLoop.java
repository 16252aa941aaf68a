package dev.stator.server.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that runs tasks and timers. It parks when there is nothing to do, and a submitter
 * wakes it only when it is parked or about to be: on a busy loop a submission costs one swap.
 */
final class EventLoop {
  /** Timers are looked at after so many tasks, so that one that is due waits for no later ones. */
  private static final int TASKS_PER_ROUND = 64;

  private final TaskQueue queue = new TaskQueue();
  private final TimerHeap timers = new TimerHeap();
  private final LongAdder submitted = new LongAdder();
  private final AtomicBoolean parked = new AtomicBoolean();
  private final AtomicBoolean halted;
  private final FatalHandler fatalHandler;
  private final Thread thread;
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong parks = new AtomicLong();
  private volatile boolean closing;

  /**
   * @param halted shared by the loops of a scheduler; set by the first fatal throwable
   */
  EventLoop(String name, AtomicBoolean halted, FatalHandler fatalHandler) {
    this.halted = halted;
    this.fatalHandler = fatalHandler;
    thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  boolean isCurrentThread() {
    return Thread.currentThread().equals(thread);
  }

  /** Tasks that were submitted and have not ended, roughly. */
  long depth() {
    return Math.max(0, submitted.sum() - finished.get());
  }

  /** How often the thread went to sleep. */
  long parks() {
    return parks.get();
  }

  void submit(RealSerialExecutor owner, Runnable task) {
    if (closing) {
      return;
    }
    submitted.increment();
    queue.put(owner, task);
    wake();
  }

  void add(LoopTimer timer) {
    if (isCurrentThread()) {
      timers.add(timer);
    } else {
      submit(timer.owner(), () -> addUnlessCancelled(timer));
    }
  }

  void remove(LoopTimer timer) {
    if (isCurrentThread()) {
      timers.remove(timer);
    } else {
      submit(timer.owner(), () -> timers.remove(timer));
    }
  }

  /** Lets what was submitted so far run, then ends the thread. Timers do not run any more. */
  void close() {
    closing = true;
    wake();
  }

  /** Whether the thread ended within the time given. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return thread.join(Duration.ofNanos(Math.max(1, nanos)));
  }

  private void wake() {
    if (parked.get() && parked.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  private void loop() {
    try {
      runUntilClosed();
    } catch (Throwable thrown) {
      // Not from a task: out of memory, say. The node must not go on without this thread.
      fatal(thread.getName(), thrown);
    }
  }

  private void runUntilClosed() {
    while (true) {
      runTasks();
      long waitNanos = queueTimers();
      if (queue.isEmpty()) {
        if (closing) {
          return;
        }
        park(waitNanos);
      }
    }
  }

  /** Counts per round, not per task: the count is read by people only. */
  private void runTasks() {
    int taken = 0;
    while (taken < TASKS_PER_ROUND) {
      TaskQueue.Node node = queue.take();
      if (node == null) {
        break;
      }
      taken++;
      run(node);
    }
    if (taken > 0) {
      finished.lazySet(finished.get() + taken);
    }
  }

  private void run(TaskQueue.Node node) {
    if (halted.get()) {
      return;
    }
    try {
      node.run();
    } catch (Throwable thrown) {
      fatal(node.ownerName(), thrown);
    }
  }

  /**
   * Puts what is due behind the tasks that wait: whoever set a timer has seen, when it goes, all
   * that came before. Answers the nanoseconds until the next timer, or a long time.
   */
  private long queueTimers() {
    if (closing || timers.size() == 0) {
      return Long.MAX_VALUE;
    }
    long nowNanos = System.nanoTime();
    while (true) {
      LoopTimer timer = timers.first();
      if (timer == null) {
        return Long.MAX_VALUE;
      }
      long leftNanos = timer.leftNanos(nowNanos);
      if (leftNanos > 0) {
        return leftNanos;
      }
      timers.remove(timer);
      submitted.increment();
      queue.put(timer.owner(), timer);
    }
  }

  private void fatal(String executor, Throwable thrown) {
    halted.set(true);
    fatalHandler.fatal(executor, thrown);
  }

  private void addUnlessCancelled(LoopTimer timer) {
    if (!timer.cancelled()) {
      timers.add(timer);
    }
  }

  /**
   * Says "parked" first and looks at the queue again after: a submitter puts first and looks at
   * "parked" after, so one of the two sees the other.
   */
  private void park(long waitNanos) {
    parked.set(true);
    if (queue.isEmpty() && !closing) {
      parks.lazySet(parks.get() + 1);
      if (waitNanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, waitNanos);
      }
      // A thread whose interrupt flag stays set cannot park any more.
      boolean _ = Thread.interrupted();
    }
    parked.set(false);
  }
}
