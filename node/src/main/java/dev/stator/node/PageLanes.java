package dev.stator.node;

import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where pages are read: a page may take milliseconds and block on the disk, so it runs neither on a
 * replica's executor nor on the caller's thread. All lanes take from one queue, so that nothing
 * waits behind a slow page while another lane is free. Bounded: past the limit a page is refused.
 */
final class PageLanes {
  private final List<Lane> lanes;
  private final int waitingMax;
  private final Queue<Runnable> pages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param name what is read in them
   */
  PageLanes(Scheduler scheduler, String name, int count, int waitingMax) {
    List<Lane> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(new Lane(scheduler.blocking(name + "-" + i)));
    }
    this.lanes = List.copyOf(made);
    this.waitingMax = waitingMax;
  }

  /**
   * False, and nothing happens, when too many pages wait already.
   *
   * @param page throws nothing
   */
  boolean offer(Runnable page) {
    if (waiting.incrementAndGet() > waitingMax) {
      waiting.decrementAndGet();
      return false;
    }
    pages.add(page);
    wakeOne();
    return true;
  }

  private void wakeOne() {
    for (Lane lane : lanes) {
      if (lane.wake()) {
        return;
      }
    }
  }

  private final class Lane {
    private final SerialExecutor executor;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable turn = this::turn;

    Lane(SerialExecutor executor) {
      this.executor = executor;
    }

    /** False when it is awake already. */
    boolean wake() {
      if (awake.get() || !awake.compareAndSet(false, true)) {
        return false;
      }
      executor.execute(turn);
      return true;
    }

    private void turn() {
      Runnable page = pages.poll();
      if (page != null) {
        waiting.decrementAndGet();
        page.run();
        executor.execute(turn);
        return;
      }
      awake.set(false);
      // A page may have come after the last look and found every lane awake.
      if (!pages.isEmpty()) {
        wake();
      }
    }
  }
}
