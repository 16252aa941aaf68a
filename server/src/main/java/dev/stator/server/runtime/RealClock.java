package dev.stator.server.runtime;

import dev.stator.base.Clock;

/** The machine's clocks. */
public final class RealClock implements Clock {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}
