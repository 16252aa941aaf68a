package dev.stator.consensus.core;

/** A leader's hand-over to one member, from the moment it takes no more proposals. */
final class HandOver {
  private final String target;
  private final long patientUntilNanos;
  private final long deadlineNanos;

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

  /**
   * When the leader goes on if the target lacks entries still. One that has given up is not waited
   * for any longer by those that it has held back.
   */
  long deadlineNanos() {
    return deadlineNanos;
  }
}
