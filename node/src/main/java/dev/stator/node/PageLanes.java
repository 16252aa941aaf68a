package dev.stator.node;

import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where pages are read: a page may take milliseconds and block on the disk, so it runs neither on a
 * replica's executor nor on the caller's thread. Bounded: past the limit a page is refused.
 */
final class PageLanes {
  private final List<SerialExecutor> lanes;
  private final int waitingMax;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger();

  PageLanes(Scheduler scheduler, NodeOptions options) {
    List<SerialExecutor> made = new ArrayList<>();
    for (int i = 0; i < options.pageLanes(); i++) {
      made.add(scheduler.blocking("page-" + i));
    }
    this.lanes = List.copyOf(made);
    this.waitingMax = options.pagesWaitingMax();
  }

  /** False, and nothing happens, when too many pages wait already. */
  boolean offer(Runnable page) {
    if (waiting.incrementAndGet() > waitingMax) {
      waiting.decrementAndGet();
      return false;
    }
    lanes
        .get(Math.floorMod(next.getAndIncrement(), lanes.size()))
        .execute(() -> {
          waiting.decrementAndGet();
          page.run();
        });
    return true;
  }
}
