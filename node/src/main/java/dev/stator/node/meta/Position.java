package dev.stator.node.meta;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Where a partition stands in the store.
 *
 * @param index the last log index whose rows are there
 * @param items how many items there are
 * @param bytes the sum of their sizes, as the service counts them
 */
public record Position(long index, long items, long bytes) {
  public static final Position NOTHING = new Position(0, 0, 0);

  public static final int BYTES = 3 * Long.BYTES;

  public static Position decode(byte[] stored) {
    return get(ByteBuffer.wrap(stored));
  }

  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    put(out);
    return out.array();
  }

  /**
   * Reads one where a larger format has it.
   *
   * @throws BufferUnderflowException when there are too few bytes
   */
  public static Position get(ByteBuffer in) {
    return new Position(in.getLong(), in.getLong(), in.getLong());
  }

  public void put(ByteBuffer out) {
    out.putLong(index).putLong(items).putLong(bytes);
  }
}
