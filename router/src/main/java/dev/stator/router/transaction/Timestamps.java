package dev.stator.router.transaction;

import dev.stator.base.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Timestamps of this router's transactions, in ms since 1970: the wall clock's, but growing, and
 * later than any that a partition was found to want. Any thread.
 */
final class Timestamps {
  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  Timestamps(Clock clock) {
    this.clock = clock;
  }

  /** Later than all before. */
  long next() {
    long now = clock.wallMillis();
    return last.updateAndGet(before -> Math.max(now, before + 1));
  }

  /** From now on all are later than this one. */
  void later(long timestampMs) {
    last.accumulateAndGet(timestampMs, Math::max);
  }
}
