package dev.stator.lab.faults;

import java.time.Duration;
import java.util.Arrays;

/**
 * Which of several endpoints a client asks next: each in turn, but for a while not those that gave
 * no answer, as long as there are others.
 */
final class Rotation {
  private static final Duration AWAY_FOR = Duration.ofSeconds(2);

  private final long[] away;
  private int at;

  Rotation(int endpoints, int first) {
    this.away = new long[endpoints];
    Arrays.fill(away, System.nanoTime());
    this.at = first;
  }

  int next() {
    long now = System.nanoTime();
    for (int i = 1; i <= away.length; i++) {
      int candidate = (at + i) % away.length;
      if (now - away[candidate] >= 0) {
        at = candidate;
        return at;
      }
    }
    at = (at + 1) % away.length;
    return at;
  }

  void keepAwayFrom(int endpoint) {
    away[endpoint] = System.nanoTime() + AWAY_FOR.toNanos();
  }
}
