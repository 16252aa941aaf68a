package dev.stator.router.transaction;

import dev.stator.base.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Timestamps of this router's transactions, in ms since 1970: the wall clock's, but growing, and
 * later than any that a partition was found to want. Any thread.
 */
final class Timestamps {
  /** How far the first timestamp after a refusal is ahead of the clock. */
  private static final long HEAD_ROOM_MS = 4;

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

  /**
   * One for another attempt at items that were written after the timestamp of the one before. Plain
   * writes of a busy item have the leader's time, and go on until the item is prepared: so it is
   * ahead of the time at which it will come there, by more with each refusal. First of this
   * router's clock, since timestamps that are ahead already need no more than to be passed; then of
   * what was found, in case the leader's clock is ahead of this one.
   *
   * @param laterThanMs what was found
   * @param refusals how many there were, from 1 on
   */
  long nextAfter(long laterThanMs, int refusals) {
    long headRoomMs = HEAD_ROOM_MS << (refusals - 1);
    later(
        refusals == 1
            ? Math.max(laterThanMs, clock.wallMillis() + headRoomMs)
            : laterThanMs + headRoomMs);
    return next();
  }

  /** From now on all are later than this one. */
  void later(long timestampMs) {
    last.accumulateAndGet(timestampMs, Math::max);
  }
}
