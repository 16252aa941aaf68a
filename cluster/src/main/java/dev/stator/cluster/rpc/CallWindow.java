package dev.stator.cluster.rpc;

import java.util.Arrays;

/**
 * Which calls of a session have come in. Calls are numbered upwards; the window covers the highest
 * number seen and those shortly before it. What is older than that may have been seen or not, and
 * is taken as seen.
 */
final class CallWindow {
  /**
   * Calls, a power of two. More than that many later calls have come before a straggler is lost.
   */
  static final int SIZE = 1 << 15;

  private final long[] seen = new long[SIZE / Long.SIZE];
  private long highest;

  /** Whether a call comes in for the first time, and notes it. */
  boolean first(long call) {
    if (call <= 0 || call <= highest - SIZE) {
      return false;
    }
    if (call > highest) {
      forget(call);
      highest = call;
    }
    int word = word(call);
    long bit = 1L << call;
    if ((seen[word] & bit) != 0) {
      return false;
    }
    seen[word] |= bit;
    return true;
  }

  /** The places of the numbers between the highest and this one belonged to older ones. */
  private void forget(long call) {
    if (call - highest >= SIZE) {
      Arrays.fill(seen, 0);
      return;
    }
    for (long next = highest + 1; next <= call; next++) {
      seen[word(next)] &= ~(1L << next);
    }
  }

  private static int word(long call) {
    return (int) (call & (SIZE - 1)) / Long.SIZE;
  }
}
