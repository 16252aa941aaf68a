package dev.stator.model;

import java.math.BigInteger;

/**
 * One pass over the text of a number: whether it is one, where its significant digits lie, and its
 * exponent. Nothing is expanded, so "1e999999999" and a megabyte of zeros cost no more than their
 * characters.
 */
final class NumberScan {
  private final String text;
  private int at;
  private boolean negative;

  /** Digits seen, and of them those before the point. */
  private int digits;

  private int integerDigits = -1;

  /** The ordinal of the first and last digit that is not zero. */
  private int first = -1;

  private int last = -1;

  /** The first 18 digits from {@link #first} on. */
  private long leading;

  private long writtenExponent;
  private final boolean valid;

  NumberScan(String text) {
    this.text = text;
    sign();
    valid = mantissa() && exponentPart() && at == text.length();
  }

  boolean valid() {
    return valid;
  }

  int significantDigits() {
    return first < 0 ? 0 : last - first + 1;
  }

  /** The power of ten of the last significant digit. */
  long exponent() {
    return (long) integerDigits - 1 - last + writtenExponent;
  }

  /** The exponent as it is written; 0 when there is none. */
  long writtenExponent() {
    return writtenExponent;
  }

  /** The significant digits with their sign, when there are at most 18. */
  long small() {
    int held = Math.min(digits - first, DynamoNumber.SMALL_DIGITS_MAX);
    long value = leading / DynamoNumber.powerOfTen(held - significantDigits());
    return negative ? -value : value;
  }

  /** The significant digits with their sign. */
  BigInteger big() {
    StringBuilder plain = new StringBuilder(DynamoNumber.DIGITS_MAX + 1);
    if (negative) {
      plain.append('-');
    }
    int ordinal = 0;
    for (int i = 0; ordinal <= last; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (ordinal >= first) {
          plain.append(c);
        }
        ordinal++;
      }
    }
    return new BigInteger(plain.toString());
  }

  private void sign() {
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      negative = text.charAt(at) == '-';
      at++;
    }
  }

  private boolean mantissa() {
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digit(c - '0');
      } else if (c == '.' && integerDigits < 0) {
        integerDigits = digits;
      } else {
        break;
      }
    }
    if (integerDigits < 0) {
      integerDigits = digits;
    }
    return digits > 0;
  }

  private void digit(int value) {
    if (value != 0) {
      last = digits;
      if (first < 0) {
        first = digits;
      }
    }
    if (first >= 0 && digits - first < DynamoNumber.SMALL_DIGITS_MAX) {
      leading = leading * 10 + value;
    }
    digits++;
  }

  private boolean exponentPart() {
    if (at == text.length()) {
      return true;
    }
    char c = text.charAt(at);
    if (c != 'e' && c != 'E') {
      return false;
    }
    at++;
    boolean below = at < text.length() && text.charAt(at) == '-';
    if (below || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    int start = at;
    for (; at < text.length(); at++) {
      int value = text.charAt(at) - '0';
      if (value < 0 || value > 9) {
        return false;
      }
      writtenExponent = writtenExponent * 10 + value;
      if (writtenExponent > Integer.MAX_VALUE) {
        return false;
      }
    }
    if (below) {
      writtenExponent = -writtenExponent;
    }
    return at > start;
  }
}
