package dev.stator.node.copy;

import dev.stator.base.Check;

/**
 * Tokens for bytes. They may be overdrawn by what was not known before, a chunk's size say; then
 * nobody gets on until the debt is paid. Not safe for several threads.
 */
final class Pace {
  private static final long SECOND = 1_000_000_000L;

  private final long bytesPerSecond;

  /** When the debt is paid; up to a tenth of a second in the past is a credit. */
  private long paidNanos;

  Pace(long bytesPerSecond, long nowNanos) {
    Check.that(bytesPerSecond > 0, "a pace is not zero");
    this.bytesPerSecond = bytesPerSecond;
    this.paidNanos = nowNanos;
  }

  /** How long to wait before the next bytes may be asked for; 0 for not at all. */
  long delayNanos(long nowNanos) {
    return Math.max(0, paidNanos - nowNanos);
  }

  void took(long bytes, long nowNanos) {
    long begin = Math.max(paidNanos, nowNanos - SECOND / 10);
    paidNanos = begin + Math.round((double) bytes / bytesPerSecond * SECOND);
  }
}
