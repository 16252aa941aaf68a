package dev.stator.model.key;

import java.util.Arrays;

/** Bytes that grow while a key is written. */
final class KeyWriter {
  private byte[] bytes;
  private int length;

  KeyWriter(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  void writeByte(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void writeLong(long value) {
    reserve(Long.BYTES);
    BigEndian.putLong(bytes, length, value);
    length += Long.BYTES;
  }

  void writeBytes(byte[] value) {
    writeBytes(value, 0, value.length);
  }

  void writeBytes(byte[] value, int offset, int count) {
    reserve(count);
    System.arraycopy(value, offset, bytes, length, count);
    length += count;
  }

  /** Fills in eight bytes that were written before. */
  void putLong(int at, long value) {
    BigEndian.putLong(bytes, at, value);
  }

  long hashFrom(int offset) {
    return Xxh64.hash(bytes, offset, length - offset);
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
