package dev.stator.model.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strict UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF), checked once for a whole
 * body: the JSON parser alone is more lenient, and a text that cannot be encoded again must never
 * reach a key or an item.
 */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;
  private static final long BACKSLASHES = ONES * '\\';

  private Utf8() {}

  /** Whether there is neither a byte above 127 nor a backslash: then nothing can be wrong. */
  static boolean plain(byte[] bytes, int from, int to) {
    int at = from;
    long found = 0;
    for (; at + 8 <= to; at += 8) {
      long word = (long) LONGS.get(bytes, at);
      long difference = word ^ BACKSLASHES;
      found |= (word | ((difference - ONES) & ~difference)) & HIGH_BITS;
    }
    for (; at < to; at++) {
      found |= bytes[at] < 0 || bytes[at] == '\\' ? 1 : 0;
    }
    return found == 0;
  }

  static boolean valid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int lead = bytes[at++];
      if (lead < 0) {
        int more = following(lead & 0xFF);
        if (more < 0 || at + more > to || !validTail(lead & 0xFF, bytes, at, more)) {
          return false;
        }
        at += more;
      }
    }
    return true;
  }

  private static int following(int lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
      return 1;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      return 2;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : -1;
  }

  private static boolean validTail(int lead, byte[] bytes, int at, int count) {
    int second = bytes[at] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return false;
    }
    for (int i = 1; i < count; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Whether escapes in the JSON left half of a surrogate pair in a text. */
  static boolean loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
