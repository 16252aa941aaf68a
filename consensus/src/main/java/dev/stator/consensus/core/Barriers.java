package dev.stator.consensus.core;

/**
 * A leader's read barriers: which are asked for, which round of messages is under way for them, and
 * which have passed. Numbers grow; one round serves all that were asked for before it began.
 */
final class Barriers {
  private long asked;
  private long roundThrough;
  private long roundNanos;
  private long roundCommit;
  private boolean running;
  private long passed;

  void ask(long number) {
    asked = number;
  }

  /** True when some are asked for that no round was begun for. */
  boolean waiting() {
    return asked > (running ? roundThrough : passed);
  }

  void begin(long nowNanos, long commitIndex) {
    running = true;
    roundThrough = asked;
    roundNanos = nowNanos;
    roundCommit = commitIndex;
  }

  boolean running() {
    return running;
  }

  /** Answers count to messages sent at this moment or later. */
  long roundNanos() {
    return roundNanos;
  }

  /** The commit index as it was noted. */
  long roundCommit() {
    return roundCommit;
  }

  /** The round is through. */
  void pass() {
    running = false;
    passed = roundThrough;
  }

  /** The highest number that has passed. */
  long passed() {
    return passed;
  }
}
