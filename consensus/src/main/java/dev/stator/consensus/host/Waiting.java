package dev.stator.consensus.host;

import dev.stator.consensus.core.GroupCore;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a group's read barriers, for its hand-over, and for who leads after it. Whoever
 * waits is told on the group's executor, in a task of its own.
 */
final class Waiting {
  private static final int BARRIERS_MAX = 10_000;

  private static final int HELD_MAX = 10_000;

  private final Executor executor;
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();
  private final ArrayDeque<Barrier> barriers = new ArrayDeque<>();
  private long lastBarrier;
  private @Nullable Consumer<Boolean> handOver;

  private record Barrier(long number, Consumer<Boolean> done) {}

  Waiting(Executor executor) {
    this.executor = executor;
  }

  /** The number of a new barrier; 0 when too many wait. */
  long barrier(Consumer<Boolean> done) {
    if (barriers.size() == BARRIERS_MAX) {
      return 0;
    }
    lastBarrier++;
    barriers.add(new Barrier(lastBarrier, done));
    return lastBarrier;
  }

  /** False when a hand-over is waited for already. */
  boolean handOver(Consumer<Boolean> done) {
    if (handOver != null) {
      return false;
    }
    handOver = done;
    return true;
  }

  /** False when too many are held back already. */
  boolean hold(Runnable then) {
    return held.size() < HELD_MAX && held.add(then);
  }

  /** Tells those who need not wait any longer. */
  void settle(GroupCore core, long nowNanos) {
    if (!held.isEmpty() && !core.awaitsSuccessor()) {
      letGo();
    }
    if (!barriers.isEmpty()) {
      settleBarriers(core.barrierPassed(), core.isLeader());
    }
    Consumer<Boolean> waits = handOver;
    if (waits != null && !core.handingOver(nowNanos)) {
      handOver = null;
      tell(waits, core.handedOver());
    }
  }

  /** Nothing will come any more. */
  void end() {
    letGo();
    settleBarriers(0, false);
    Consumer<Boolean> waits = handOver;
    handOver = null;
    if (waits != null) {
      tell(waits, false);
    }
  }

  private void letGo() {

    held.forEach(executor::execute);
    held.clear();
  }

  private void settleBarriers(long passed, boolean others) {
    while (!barriers.isEmpty() && (!others || barriers.peek().number <= passed)) {
      Barrier barrier = barriers.remove();
      tell(barrier.done, barrier.number <= passed);
    }
  }

  private void tell(Consumer<Boolean> done, boolean outcome) {
    executor.execute(() -> done.accept(outcome));
  }
}
