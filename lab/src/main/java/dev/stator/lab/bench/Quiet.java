package dev.stator.lab.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until a server has nothing left to do, as its own processor time tells. What other
 * processes take does not count, so a busy machine is no obstacle.
 */
final class Quiet {
  /** An idle server takes some 3 % of a core. */
  private static final double SHARE_MAX = 0.12;

  private static final long LOOK_NANOS = 500_000_000L;
  private static final int LOOKS = 2;

  private Quiet() {}

  /**
   * Waits.
   *
   * @return how long it was not quiet from now on
   * @throws IllegalStateException when it does not become quiet in time
   */
  static Duration await(Target server, Duration within) {
    long start = System.nanoTime();
    long quietSince = start;
    int looks = 0;
    double before = server.processorSeconds();
    long last = start;
    while (looks < LOOKS) {
      LockSupport.parkNanos(LOOK_NANOS);
      double taken = server.processorSeconds();
      long now = System.nanoTime();
      if ((taken - before) / ((now - last) / 1e9) > SHARE_MAX) {
        looks = 0;
        quietSince = now;
      } else {
        looks++;
      }
      if (now - start > within.toNanos()) {
        throw new IllegalStateException(server.label() + " was not quiet in " + within);
      }
      before = taken;
      last = now;
    }
    return Duration.ofNanos(quietSince - start);
  }
}
