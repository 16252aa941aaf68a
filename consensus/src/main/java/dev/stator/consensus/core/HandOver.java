package dev.stator.consensus.core;

/** A leader's hand-over to one member, from the moment it takes no more proposals. */
final class HandOver {
  private final String target;
  private final long deadlineNanos;
  private long index;

  HandOver(String target, long deadlineNanos) {
    this.target = target;
    this.deadlineNanos = deadlineNanos;
  }

  String target() {
    return target;
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
