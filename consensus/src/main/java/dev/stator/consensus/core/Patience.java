package dev.stator.consensus.core;

import dev.stator.base.RandomSource;

/**
 * How long a member waits for an election: at random, so that two seldom stand at once. Its own
 * attempts get longer when they come to nothing time and again: where machines are short of time,
 * answers come after the attempt that asked for them, and shorter attempts would only ask for more.
 */
final class Patience {
  private static final int FAILURES_ALLOWED = 2;
  private static final int DOUBLINGS_MAX = 3;

  private final long timeoutNanos;
  private final RandomSource random;
  private int failures;

  Patience(long timeoutNanos, RandomSource random) {
    this.timeoutNanos = timeoutNanos;
    this.random = random;
  }

  /** What somebody else's election may take. */
  long election() {
    return timeoutNanos + random.nextLong(timeoutNanos);
  }

  /** What one's own may take. */
  long ownElection() {
    return election() << doublings();
  }

  /** What the answers to the question before it may take. */
  long ownQuestion() {
    return (timeoutNanos / 3 + jitter()) << doublings();
  }

  /** A moment, so that not all do the same at once. */
  long jitter() {
    return random.nextLong(Math.max(1, timeoutNanos / 3));
  }

  /** An attempt came to nothing. */
  void failed() {
    failures++;
  }

  /** What was tried in vain may come about now; true when that was so often. */
  boolean encouraged() {
    boolean waits = doublings() > 0;
    failures = 0;
    return waits;
  }

  private int doublings() {
    return Math.clamp(failures - FAILURES_ALLOWED, 0, DOUBLINGS_MAX);
  }
}
