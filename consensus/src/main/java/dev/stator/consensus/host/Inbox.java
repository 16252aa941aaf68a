package dev.stator.consensus.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for a group's executor: messages, up to limits in bytes beyond which they are dropped,
 * as the network might; and nodes that have changed, each once. Any thread.
 */
final class Inbox {
  /**
   * What a message that waits takes besides its bytes: the head of their array, the task, and its
   * place in the queue. Most messages are no longer than that.
   */
  static final int OVERHEAD_BYTES = 128;

  private final NodeBudget node;
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();
  // Guarded by itself.
  private final List<String> changed = new ArrayList<>(2);

  /**
   * @param node what all groups of the node may have waiting
   * @param bytesMax what this one may
   */
  Inbox(NodeBudget node, long bytesMax) {
    this.node = node;
    this.bytesMax = bytesMax;
  }

  /** False, and nothing is counted, when there is no room for a message. */
  boolean tryTake(int messageBytes) {
    long taken = taken(messageBytes);
    if (!node.tryTake(taken)) {
      return false;
    }
    if (bytes.addAndGet(taken) > bytesMax) {
      giveBack(messageBytes);
      return false;
    }
    return true;
  }

  /** The message waits no more. */
  void giveBack(int messageBytes) {
    long taken = taken(messageBytes);
    bytes.addAndGet(-taken);
    node.add(-taken);
  }

  private static long taken(int messageBytes) {
    return messageBytes + (long) OVERHEAD_BYTES;
  }

  /**
   * Notes that a node has changed; false when that waits to be looked at already. What there is to
   * see is looked at after {@link #looksAt}, so one that waits sees this change as well.
   */
  boolean changed(String peer) {
    synchronized (changed) {
      return !changed.contains(peer) && changed.add(peer);
    }
  }

  /** From now on a change of that node is news again. */
  void looksAt(String peer) {
    synchronized (changed) {
      changed.remove(peer);
    }
  }
}
