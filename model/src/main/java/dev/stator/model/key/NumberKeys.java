package dev.stator.model.key;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers as bytes in the order of their values: a sign byte, the power of ten of the first digit
 * plus 130, the digits in pairs plus one, and an end below every pair. All but the sign byte are
 * complemented for a negative number, so that larger magnitudes come first. Zero is one byte.
 */
final class NumberKeys {
  private static final int NEGATIVE = 0x01;
  private static final int ZERO = 0x02;
  private static final int POSITIVE = 0x03;
  private static final int PAIRS_MAX = DynamoNumber.DIGITS_MAX / 2;

  private NumberKeys() {}

  static void write(KeyWriter out, DynamoNumber number) {
    int sign = number.signum();
    if (sign == 0) {
      out.writeByte(ZERO);
      return;
    }
    int flip = sign < 0 ? 0xFF : 0;
    out.writeByte(sign < 0 ? NEGATIVE : POSITIVE);
    out.writeByte((number.magnitude() - DynamoNumber.MAGNITUDE_MIN) ^ flip);
    if (number.isSmall()) {
      writeSmall(out, Math.abs(number.smallUnscaled()), number.digits(), flip);
    } else {
      writeBig(out, number.unscaled().abs().toString(), flip);
    }
    out.writeByte(flip);
  }

  /** Up to 18 digits fill nine pairs, which are picked from the left by division. */
  private static void writeSmall(KeyWriter out, long unscaled, int digits, int flip) {
    long aligned = digits % 2 == 0 ? unscaled : unscaled * 10;
    int pairs = (digits + 1) / 2;
    long divisor = 1;
    for (int i = 1; i < pairs; i++) {
      divisor *= 100;
    }
    for (; divisor > 0; divisor /= 100) {
      out.writeByte((int) (aligned / divisor % 100 + 1) ^ flip);
    }
  }

  private static void writeBig(KeyWriter out, String digits, int flip) {
    for (int i = 0; i < digits.length(); i += 2) {
      int tens = digits.charAt(i) - '0';
      int ones = i + 1 < digits.length() ? digits.charAt(i + 1) - '0' : 0;
      out.writeByte((tens * 10 + ones + 1) ^ flip);
    }
  }

  /** Where the number that begins at {@code offset} ends. */
  static int end(byte[] bytes, int offset) {
    if (offset < bytes.length && bytes[offset] == ZERO) {
      return offset + 1;
    }
    int stop = offset < bytes.length && bytes[offset] == NEGATIVE ? 0xFF : 0;
    int limit = Math.min(bytes.length, offset + 2 + PAIRS_MAX + 1);
    for (int at = offset + 2; at < limit; at++) {
      if ((bytes[at] & 0xFF) == stop) {
        return at + 1;
      }
    }
    throw new CorruptKeyException("a number without an end");
  }

  static AttributeValue decode(byte[] bytes, int offset, int length) {
    if (length == 1 && bytes[offset] == ZERO) {
      return new AttributeValue.N(DynamoNumber.ZERO);
    }
    if (length < 4 || (bytes[offset] != NEGATIVE && bytes[offset] != POSITIVE)) {
      throw new CorruptKeyException("no number of " + length + " bytes");
    }
    int flip = bytes[offset] == NEGATIVE ? 0xFF : 0;
    int magnitude = ((bytes[offset + 1] & 0xFF) ^ flip) + DynamoNumber.MAGNITUDE_MIN;
    int pairs = length - 3;
    StringBuilder digits = new StringBuilder(2 * pairs + 1);
    if (flip != 0) {
      digits.append('-');
    }
    for (int i = 0; i < pairs; i++) {
      int pair = ((bytes[offset + 2 + i] & 0xFF) ^ flip) - 1;
      if (pair < 0 || pair > 99) {
        throw new CorruptKeyException("no pair of digits: " + pair);
      }
      digits.append((char) ('0' + pair / 10)).append((char) ('0' + pair % 10));
    }
    int scale = 2 * pairs - 1 - magnitude;
    try {
      BigInteger unscaled = new BigInteger(digits.toString());
      return new AttributeValue.N(DynamoNumber.of(new BigDecimal(unscaled, scale)));
    } catch (ApiException e) {
      throw new CorruptKeyException("no number: " + e.message());
    }
  }
}
