package dev.stator.model.key;

import dev.stator.base.Check;

/**
 * The hashes with {@code from <= hash < to}, unsigned. A {@code to} of 0 means 2^64, the end of the
 * space; so {@code (0, 0)} is all of it. Never empty.
 */
public record HashRange(long from, long to) {
  public static final HashRange ALL = new HashRange(0, 0);

  public HashRange {
    Check.that(to == 0 || Long.compareUnsigned(from, to) < 0, "a hash range is never empty");
  }

  /** Part {@code index} of {@code count} equal parts of the space, as a parallel scan cuts it. */
  public static HashRange segment(int index, int count) {
    Check.that(index >= 0 && index < count, "segment %d of %d", index, count);
    return new HashRange(bound(index, count), bound(index + 1, count));
  }

  public boolean contains(long hash) {
    return Long.compareUnsigned(from, hash) <= 0 && (to == 0 || Long.compareUnsigned(hash, to) < 0);
  }

  public boolean overlaps(HashRange other) {
    return (other.to == 0 || Long.compareUnsigned(from, other.to) < 0)
        && (to == 0 || Long.compareUnsigned(other.from, to) < 0);
  }

  /** The hashes in both ranges, which must overlap. */
  public HashRange intersect(HashRange other) {
    long low = Long.compareUnsigned(from, other.from) >= 0 ? from : other.from;
    // Less one, 2^64 becomes the largest unsigned number and compares as it should.
    long high = Long.compareUnsigned(to - 1, other.to - 1) <= 0 ? to : other.to;
    return new HashRange(low, high);
  }

  /** The floor of {@code index * 2^64 / count}, where 2^64 itself is written as 0. */
  private static long bound(int index, int count) {
    if (index == count) {
      return 0;
    }
    long quotient = Long.divideUnsigned(-1L, count);
    long remainder = Long.remainderUnsigned(-1L, count) + 1;
    return index * quotient + index * remainder / count;
  }

  @Override
  public String toString() {
    return "[" + Long.toHexString(from) + ", " + (to == 0 ? "end" : Long.toHexString(to)) + ")";
  }
}
