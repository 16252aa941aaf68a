package dev.stator.server;

import dev.stator.base.Clock;

/** The machine's clocks. */
final class FrontClock implements Clock {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}
