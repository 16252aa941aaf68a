package dev.stator.lab.bench;

/**
 * Says when requests are meant to start. A closed loop starts the next one when a connection is
 * free; an open loop has a timetable that does not wait for anybody. Used by one thread.
 */
sealed interface Pacer {
  /** No request is due yet. */
  long NOT_DUE = Long.MIN_VALUE;

  /** The intended start of the request to send now, or {@link #NOT_DUE}. */
  long take(long nowNanos);

  /** When the next request is due. */
  long nextDueNanos(long nowNanos);

  /** A pacer for one of {@code shares} threads that together keep the rate; 0 is a closed loop. */
  static Pacer of(double ratePerSecond, int shares, long startNanos) {
    return ratePerSecond <= 0
        ? new Closed()
        : new Timetable(1e9 * shares / ratePerSecond, startNanos);
  }

  /** As fast as connections become free. */
  record Closed() implements Pacer {
    @Override
    public long take(long nowNanos) {
      return nowNanos;
    }

    @Override
    public long nextDueNanos(long nowNanos) {
      return nowNanos;
    }
  }

  /** Evenly spaced starts. */
  final class Timetable implements Pacer {
    private final double intervalNanos;
    private final long startNanos;
    private long taken;

    Timetable(double intervalNanos, long startNanos) {
      this.intervalNanos = intervalNanos;
      this.startNanos = startNanos;
    }

    @Override
    public long take(long nowNanos) {
      long due = nextDueNanos(nowNanos);
      if (due - nowNanos > 0) {
        return NOT_DUE;
      }
      taken++;
      return due;
    }

    @Override
    public long nextDueNanos(long nowNanos) {
      return startNanos + (long) (taken * intervalNanos);
    }
  }
}
