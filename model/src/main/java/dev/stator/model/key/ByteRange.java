package dev.stator.model.key;

import java.util.Arrays;

/** The keys with {@code from <= key < to}, as unsigned bytes. Empty when {@code from >= to}. */
public record ByteRange(byte[] from, byte[] to) {
  public boolean isEmpty() {
    return Arrays.compareUnsigned(from, to) >= 0;
  }

  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(from, key) <= 0 && Arrays.compareUnsigned(key, to) < 0;
  }

  /** The part of this range that comes after {@code key} when walking up. */
  public ByteRange after(byte[] key) {
    byte[] next = successor(key);
    return Arrays.compareUnsigned(next, from) <= 0 ? this : new ByteRange(next, to);
  }

  /** The part of this range that comes after {@code key} when walking down. */
  public ByteRange before(byte[] key) {
    return Arrays.compareUnsigned(key, to) >= 0 ? this : new ByteRange(from, key);
  }

  /** What is left to read after an exclusive start key, in the direction of the walk. */
  public ByteRange startingAfter(byte[] key, boolean reverse) {
    return reverse ? before(key) : after(key);
  }

  /** The keys in both ranges. */
  public ByteRange intersect(ByteRange other) {
    byte[] low = Arrays.compareUnsigned(from, other.from) >= 0 ? from : other.from;
    byte[] high = Arrays.compareUnsigned(to, other.to) <= 0 ? to : other.to;
    return new ByteRange(low, high);
  }

  /** The smallest key that is greater than {@code key}. */
  public static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /**
   * The smallest key that is greater than all keys that begin with {@code prefix}, which must have
   * a byte other than 0xFF.
   */
  public static byte[] prefixEnd(byte[] prefix) {
    int length = prefix.length;
    while (prefix[length - 1] == (byte) 0xFF) {
      length--;
    }
    byte[] end = Arrays.copyOf(prefix, length);
    end[length - 1]++;
    return end;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteRange range
        && Arrays.equals(from, range.from)
        && Arrays.equals(to, range.to);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
  }
}
