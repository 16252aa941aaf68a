package dev.stator.lab.streams;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.SdkException;

/** Waits for a condition. */
final class Wait {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Wait() {}

  /** A call that fails has not come true yet. */
  static void until(Duration within, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    SdkException last = null;
    while (true) {
      try {
        if (condition.getAsBoolean()) {
          return;
        }
      } catch (SdkException failed) {
        last = failed;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("within " + within + " there was not " + what, last);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
