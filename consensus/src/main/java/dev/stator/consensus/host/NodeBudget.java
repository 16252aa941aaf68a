package dev.stator.consensus.host;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that all groups of a node share. Any thread.
 *
 * <p>A group may take as much as is still free, so the more one holds the less it gets: groups that
 * cannot get rid of theirs (their quorum is gone, say) leave something for the others, however many
 * there are ("Dynamic Queue Length Thresholds", Choudhury and Hahne).
 */
final class NodeBudget {
  private final long bytesMax;
  private final AtomicLong used = new AtomicLong();

  NodeBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Whether a group that holds {@code own} bytes may take {@code more}. */
  boolean allows(long own, long more) {
    return own + more <= bytesMax - used.get();
  }

  /** Takes bytes whatever there is, or gives them back. */
  void add(long bytes) {
    if (bytes != 0) {
      used.addAndGet(bytes);
    }
  }

  /** Takes bytes if there are so many. */
  boolean tryTake(long bytes) {
    if (used.addAndGet(bytes) <= bytesMax) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  long used() {
    return used.get();
  }
}
