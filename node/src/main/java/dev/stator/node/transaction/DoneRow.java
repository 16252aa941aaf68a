package dev.stator.node.transaction;

import java.nio.ByteBuffer;

/**
 * What became of a one-phase transaction, format 1.
 *
 * @param written whether it was done; otherwise it never will be
 * @param atMs wall time at the leader, since 1970
 */
public record DoneRow(boolean written, long atMs) {
  private static final byte VERSION = 1;
  private static final int BYTES = 2 + Long.BYTES;

  public byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .put((byte) (written ? 1 : 0))
        .putLong(atMs)
        .array();
  }

  /**
   * @throws IllegalStateException when the bytes are none of this version
   */
  public static DoneRow decode(byte[] bytes) {
    if (bytes.length != BYTES || bytes[0] != VERSION || bytes[1] < 0 || bytes[1] > 1) {
      throw new IllegalStateException(
          "The row of a transaction that is over cannot be read. It was written by a newer Stator,"
              + " or this is a bug.");
    }
    return new DoneRow(bytes[1] == 1, ByteBuffer.wrap(bytes).getLong(2));
  }
}
