package dev.stator.consensus.host;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.consensus.core.Effects;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a group. A deadline that moves later, as an election's does with every
 * heartbeat, costs nothing: the timer that is set fires early and is set again.
 */
final class WakeUp {
  private final SerialExecutor executor;
  private final Clock clock;
  private final Runnable task;
  private SerialExecutor.@Nullable Timer timer;
  private long timerNanos;
  private long wantedNanos = Effects.NEVER;

  WakeUp(SerialExecutor executor, Clock clock, Runnable task) {
    this.executor = executor;
    this.clock = clock;
    this.task = task;
  }

  /** Wants to be woken then, and not before. */
  void at(long nanos) {
    wantedNanos = nanos;
    if (nanos == Effects.NEVER || (timer != null && timerNanos <= nanos)) {
      return;
    }
    cancelTimer();
    timerNanos = nanos;
    timer = executor.schedule(Math.max(0, nanos - clock.nanos()), this::fired);
  }

  void cancel() {
    wantedNanos = Effects.NEVER;
    cancelTimer();
  }

  private void fired() {
    timer = null;
    if (wantedNanos == Effects.NEVER) {
      return;
    }
    if (clock.nanos() >= wantedNanos) {
      task.run();
    } else {
      at(wantedNanos);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
