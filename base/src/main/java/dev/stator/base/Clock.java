package dev.stator.base;

/** Time, as an input. Durations are measured with {@link #nanos}; wall time is only for people. */
public interface Clock {
  /** A monotonic reading in nanoseconds, with an arbitrary origin. */
  long nanos();

  /** Milliseconds since 1970-01-01T00:00Z. May jump in both directions. */
  long wallMillis();
}
