package dev.stator.node.copy;

/**
 * Asks for rows of a partition.
 *
 * @param pointIndex the replica that answers must have applied this
 * @param afterKey rows come after this key; empty for the first ones
 * @param bytesMax the chunk ends with the row that makes keys and values reach this
 */
record CopyRequest(long partition, long pointIndex, byte[] afterKey, int bytesMax) {
  /** What nobody may ask more than: with one more row it fits into one message between nodes. */
  static final int BYTES_MAX = 2 << 20;

  CopyRequest {
    if (partition < 0 || pointIndex < 1) {
      throw new IllegalArgumentException("no partition " + partition + " at " + pointIndex);
    }
    if (bytesMax < 1 || bytesMax > BYTES_MAX) {
      throw new IllegalArgumentException("chunks of " + bytesMax + " bytes");
    }
  }
}
