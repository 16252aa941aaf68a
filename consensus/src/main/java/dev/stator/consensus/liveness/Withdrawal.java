package dev.stator.consensus.liveness;

/**
 * A member of a group has left a term: it does not follow that term's leader any more, or leads it
 * no more.
 */
public record Withdrawal(long groupId, long term) {
  public Withdrawal {
    if (term < 0) {
      throw new IllegalArgumentException("a negative term");
    }
  }
}
