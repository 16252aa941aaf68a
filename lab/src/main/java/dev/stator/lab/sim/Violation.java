package dev.stator.lab.sim;

import org.jspecify.annotations.Nullable;

/** A promise was broken in a simulated world. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    this(message, null);
  }

  Violation(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static void unless(boolean condition, String message) {
    if (!condition) {
      throw new Violation(message);
    }
  }
}
