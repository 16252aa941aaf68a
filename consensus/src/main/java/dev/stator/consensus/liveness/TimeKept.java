package dev.stator.consensus.liveness;

import dev.stator.base.Clock;

/**
 * Whether the monotonic clock of this process has run all the time. It stands still while a machine
 * is suspended, and what it says after that is too early: a lease that it measures would outlast
 * the promises of others, whose clocks ran on. The wall clock is set right when the machine goes
 * on, so it is then further ahead of the monotonic one than it was. A wall clock that somebody sets
 * forward looks the same, and costs a lease that is had again with the next pongs.
 *
 * <p>A machine whose wall clock stands as well, and is not set right, is not found out.
 */
final class TimeKept {
  /**
   * A gap is longer than this part of a lease: less than the margin between a lease and a promise,
   * and more than clocks drift between two looks.
   */
  private static final int LEASE_PARTS = 60;

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Clock clock;
  private final long gapNanos;
  private volatile boolean begun;
  private volatile long aheadNanos;

  TimeKept(Clock clock, long leaseNanos) {
    this.clock = clock;
    this.gapNanos = leaseNanos / LEASE_PARTS;
  }

  /**
   * False when the clock has stood since {@link #look}. Any thread. In this order a thread that is
   * held up between the two clocks finds a gap that is none, and never misses one.
   */
  boolean holds() {
    long nanos = clock.nanos();
    return !begun || clock.wallMillis() * NANOS_PER_MILLI - nanos - aheadNanos <= gapNanos;
  }

  /**
   * Looks at both clocks, from one thread at a time. The other order here: being held up makes the
   * wall clock seem less far ahead, so that what is compared with this later shows more.
   *
   * @return true when the clock has stood since the look before
   */
  boolean look() {
    long wall = clock.wallMillis();
    long ahead = wall * NANOS_PER_MILLI - clock.nanos();
    boolean stood = begun && ahead - aheadNanos > gapNanos;
    aheadNanos = ahead;
    begun = true;
    return stood;
  }
}
