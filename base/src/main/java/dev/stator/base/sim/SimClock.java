package dev.stator.base.sim;

import dev.stator.base.Check;
import dev.stator.base.Clock;

/** A machine's clock: virtual time with an origin, a drift and a wall offset of its own. */
public final class SimClock implements Clock {
  private static final long MILLION = 1_000_000;

  /** What right wall clocks show when a world begins. */
  public static final long WALL_START_MILLIS = 1_767_225_600_000L;

  private final Simulation simulation;
  private long sinceNanos;
  private long readingThenNanos;
  private long driftPpm;
  private long wallOffsetMillis;

  SimClock(Simulation simulation, long originNanos) {
    this.simulation = simulation;
    sinceNanos = simulation.nowNanos();
    readingThenNanos = originNanos;
  }

  @Override
  public long nanos() {
    long elapsed = simulation.nowNanos() - sinceNanos;
    // Split so that days of nanoseconds times parts per million do not overflow.
    long drifted = elapsed / MILLION * driftPpm + elapsed % MILLION * driftPpm / MILLION;
    return readingThenNanos + elapsed + drifted;
  }

  /** Follows true time, plus the offset: people set wall clocks right now and then. */
  @Override
  public long wallMillis() {
    return WALL_START_MILLIS + simulation.nowNanos() / MILLION + wallOffsetMillis;
  }

  /** How fast this clock runs from now on: parts per million too fast, negative for too slow. */
  public void drift(long partsPerMillion) {
    Check.that(Math.abs(partsPerMillion) < MILLION, "a clock does not run backwards");
    long reading = nanos();
    sinceNanos = simulation.nowNanos();
    readingThenNanos = reading;
    driftPpm = partsPerMillion;
  }

  /**
   * The machine was suspended, and paused so long: the monotonic clock stood meanwhile. Nobody
   * there may have looked at it.
   */
  public void stood(long nanos) {
    long reading = nanos() - nanos;
    sinceNanos = simulation.nowNanos();
    readingThenNanos = reading;
  }

  /** How far the wall clock is off from now on; it jumps when this changes. */
  public void wallOffset(long millis) {
    wallOffsetMillis = millis;
  }

  /** A monotonic clock begins anew when a machine boots. */
  void reboot(long originNanos) {
    sinceNanos = simulation.nowNanos();
    readingThenNanos = originNanos;
  }

  /** True time that passes while this clock advances by {@code nanos}, roughly. */
  long trueNanos(long nanos) {
    if (driftPpm == 0) {
      return nanos;
    }
    return (long) Math.ceil(nanos / (1 + driftPpm / (double) MILLION));
  }
}
