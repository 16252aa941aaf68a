package dev.stator.model.item;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells whether UTF-8 can go into JSON as it is, eight bytes at a time. */
final class JsonText {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long SPACES = ONES * ' ';
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private JsonText() {}

  /** Whether no byte needs an escape: neither quote, backslash nor control character. */
  static boolean isPlain(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      if (needsEscape((long) LONG.get(bytes, at))) {
        return false;
      }
    }
    for (; at < end; at++) {
      byte b = bytes[at];
      // Bytes of longer characters are negative and need no escape.
      if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
        return false;
      }
    }
    return true;
  }

  /**
   * A byte that is less than a bound of at most 0x80, and itself below 0x80, borrows from its high
   * bit when the bound is taken away. A borrow reaches only bytes above one that was found.
   */
  private static boolean needsEscape(long word) {
    long quote = word ^ QUOTES;
    long backslash = word ^ BACKSLASHES;
    long control = (word - SPACES) & ~word;
    return ((control | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)) & HIGH_BITS)
        != 0;
  }
}
