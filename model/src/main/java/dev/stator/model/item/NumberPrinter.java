package dev.stator.model.item;

import java.util.Arrays;

/** Prints numbers as plain ASCII digits into bytes that it uses again and again. */
final class NumberPrinter {
  /** A sign, "0.", 167 places and the digits of a long fit. */
  private final byte[] text = new byte[200];

  byte[] text() {
    return text;
  }

  /** Prints {@code unscaled * 10^exponent} (exponent −167 to 125) and returns the length. */
  int print(long unscaled, int exponent) {
    int start = 0;
    if (unscaled < 0) {
      text[start++] = '-';
    }
    int digits = digits(unscaled);
    if (exponent >= 0) {
      digitsUpTo(start + digits, unscaled);
      return zeros(start + digits, exponent);
    }
    int places = -exponent;
    if (digits > places) {
      digitsUpTo(start + digits + 1, unscaled);
      int point = start + digits - places;
      System.arraycopy(text, start + 1, text, start, digits - places);
      text[point] = '.';
      return start + digits + 1;
    }
    text[start++] = '0';
    text[start++] = '.';
    int end = zeros(start, places - digits) + digits;
    digitsUpTo(end, unscaled);
    return end;
  }

  private int zeros(int from, int count) {
    Arrays.fill(text, from, from + count, (byte) '0');
    return from + count;
  }

  /** Writes the digits so that they end before {@code end}. */
  private void digitsUpTo(int end, long unscaled) {
    int at = end;
    long rest = unscaled;
    do {
      text[--at] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
  }

  private static int digits(long unscaled) {
    int digits = 1;
    for (long rest = unscaled / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
