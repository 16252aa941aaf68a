package dev.stator.consensus.core;

/** A leader's hand-over to one member, from the moment it takes no more proposals. */
final class HandOver {
  private final String target;
  private final long patientUntilNanos;
  private final long deadlineNanos;
  private long index;

  /** Begins now, and takes the length of a lease at most. */
  HandOver(String target, long nowNanos, long leaseNanos) {
    this.target = target;
    this.patientUntilNanos = nowNanos + leaseNanos / 2;
    this.deadlineNanos = nowNanos + leaseNanos;
  }

  String target() {
    return target;
  }

  /**
   * Until when the leader waits for what it took in to be applied, so that everybody who waits for
   * an outcome hears it. After that, as with a disk that stands still, it is enough that the target
   * has it all.
   */
  long patientUntilNanos() {
    return patientUntilNanos;
  }

  /** When the leader goes on if it was not replaced. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Whether the target was told: from then on there is no lease. */
  boolean said() {
    return index > 0;
  }

  /** Where the log ended when it was told. */
  long index() {
    return index;
  }

  void say(long lastIndex) {
    index = lastIndex;
  }
}
