package dev.stator.model.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit xxHash with seed 0, written from its public specification (xxHash fast digest
 * algorithm, version 0.1.1). It places every item for ever: never change it.
 */
public final class Xxh64 {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Xxh64() {}

  public static long hash(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    long hash = P5;
    if (length >= 32) {
      hash = stripes(bytes, offset, end);
      at = offset + (length & ~31);
    }
    return avalanche(tail(hash + length, bytes, at, end));
  }

  @SuppressWarnings("ConstantOverflow") // The specification wraps around.
  private static long stripes(byte[] bytes, int offset, int end) {
    long a = P1 + P2;
    long b = P2;
    long c = 0;
    long d = -P1;
    for (int at = offset; at + 32 <= end; at += 32) {
      a = round(a, (long) LONG.get(bytes, at));
      b = round(b, (long) LONG.get(bytes, at + 8));
      c = round(c, (long) LONG.get(bytes, at + 16));
      d = round(d, (long) LONG.get(bytes, at + 24));
    }
    long hash =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    return merge(merge(merge(merge(hash, a), b), c), d);
  }

  private static long tail(long start, byte[] bytes, int from, int end) {
    long hash = start;
    int at = from;
    for (; at + 8 <= end; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(bytes, at)), 27) * P1 + P4;
    }
    if (at + 4 <= end) {
      long word = Integer.toUnsignedLong((int) INT.get(bytes, at));
      hash = Long.rotateLeft(hash ^ (word * P1), 23) * P2 + P3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ ((bytes[at] & 0xFF) * P5), 11) * P1;
    }
    return hash;
  }

  private static long round(long lane, long word) {
    return Long.rotateLeft(lane + word * P2, 31) * P1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * P1 + P4;
  }

  private static long avalanche(long value) {
    long hash = (value ^ (value >>> 33)) * P2;
    hash = (hash ^ (hash >>> 29)) * P3;
    return hash ^ (hash >>> 32);
  }
}
