package dev.stator.cluster.rpc;

/** How much is under way, in numbers and in bytes. Guarded by its owner's lock. */
final class Budget {
  private final int countMax;
  private final long bytesMax;
  private int count;
  private long bytes;

  Budget(int countMax, long bytesMax) {
    this.countMax = countMax;
    this.bytesMax = bytesMax;
  }

  /** False, and nothing is taken, when one more does not fit. */
  boolean take(int size) {
    if (count >= countMax || bytes + size > bytesMax) {
      return false;
    }
    count++;
    bytes += size;
    return true;
  }

  void giveBack(int size) {
    count--;
    bytes -= size;
  }
}
