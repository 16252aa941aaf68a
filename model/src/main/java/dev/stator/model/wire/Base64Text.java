package dev.stator.model.wire;

import java.util.Base64;

/** Base 64 as the service reads it: padded, no line breaks, no stray bits, its own messages. */
final class Base64Text {
  private Base64Text() {}

  static byte[] decode(String text) {
    if (text.length() % 4 != 0) {
      throw Serialization.error(
          "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (!strayBits(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      rejectForeign(text);
    }
    throw Serialization.error("Invalid last non-pad Base64 character dectected");
  }

  private static void rejectForeign(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (sextet(c) < 0 && c != '=') {
        throw Serialization.error("Invalid Base64 character: '" + c + "'");
      }
    }
  }

  /** Whether the last character before the padding has bits that belong to no byte. */
  private static boolean strayBits(String text) {
    int length = text.length();
    if (length == 0 || text.charAt(length - 1) != '=') {
      return false;
    }
    boolean two = text.charAt(length - 2) == '=';
    int last = sextet(text.charAt(length - (two ? 3 : 2)));
    return (last & (two ? 0x0F : 0x03)) != 0;
  }

  private static int sextet(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }
}
