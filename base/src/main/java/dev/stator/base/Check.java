package dev.stator.base;

/** Invariants that are always on. A failed check is a bug in Stator, never a bad input. */
public final class Check {
  private Check() {}

  /** Throws {@link InvariantException} unless {@code condition} holds. */
  public static void that(boolean condition, String what) {
    if (!condition) {
      throw new InvariantException(what);
    }
  }

  /** As {@link #that(boolean, String)}, with details that are only formatted on failure. */
  public static void that(boolean condition, String format, Object... details) {
    if (!condition) {
      throw new InvariantException(String.format(format, details));
    }
  }

  /** Says that an invariant of Stator itself was broken. */
  public static final class InvariantException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    InvariantException(String message) {
      super(message);
    }
  }
}
