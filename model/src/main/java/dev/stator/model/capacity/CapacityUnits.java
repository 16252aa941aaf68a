package dev.stator.model.capacity;

/**
 * Capacity units of requests (developer guide, "DynamoDB read and write operations"). Sizes are
 * those of {@link ItemSizes}, in bytes.
 */
public final class CapacityUnits {
  /** What one read unit reads, strongly consistent. */
  public static final int READ_UNIT_BYTES = 4096;

  /** What one write unit writes. */
  public static final int WRITE_UNIT_BYTES = 1024;

  /** How a read is served, and what it costs for that. */
  public enum ReadMode {
    EVENTUAL(0.5),
    STRONG(1),
    TRANSACTIONAL(2);

    private final double factor;

    ReadMode(double factor) {
      this.factor = factor;
    }
  }

  private CapacityUnits() {}

  /**
   * One item of GetItem, BatchGetItem or TransactGetItems.
   *
   * @param itemBytes 0 when there is no such item, which costs as much as a small one
   */
  public static double read(int itemBytes, ReadMode mode) {
    return blocks(itemBytes, READ_UNIT_BYTES) * mode.factor;
  }

  /**
   * One page of Query or Scan: the sizes of all items that were read, before any filter, are summed
   * and then rounded up. A page that read nothing costs as much as a small one.
   */
  public static double readPage(long bytes, ReadMode mode) {
    return blocks(bytes, READ_UNIT_BYTES) * mode.factor;
  }

  /**
   * A put, update or delete that took place, or whose condition failed.
   *
   * @param oldBytes the size of the item before, 0 when there was none
   * @param newBytes the size of the item after; 0 for a delete, and for a failed condition
   */
  public static double write(int oldBytes, int newBytes) {
    return blocks(Math.max(oldBytes, newBytes), WRITE_UNIT_BYTES);
  }

  /** As {@link #write}, as part of TransactWriteItems. */
  public static double transactionalWrite(int oldBytes, int newBytes) {
    return 2 * write(oldBytes, newBytes);
  }

  /** What a failed condition consumes: write units for the item that is there, at least one. */
  public static double failedWrite(int oldBytes) {
    return write(oldBytes, 0);
  }

  private static double blocks(long bytes, int blockBytes) {
    return Math.max(1, (bytes + blockBytes - 1) / blockBytes);
  }
}
