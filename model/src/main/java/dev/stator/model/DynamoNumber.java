package dev.stator.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number of DynamoDB: at most 38 significant digits, magnitude 0 or from 1E-130 to
 * 9.9999999999999999999999999999999999999E+125. Equal by value, trailing zeros trimmed.
 *
 * <p>The value is {@code unscaled * 10^exponent}, where the unscaled part has no trailing zero; it
 * is a {@code long} up to 18 digits and a {@link BigInteger} beyond. So each value has one form.
 */
public final class DynamoNumber implements Comparable<DynamoNumber> {
  /** The most significant digits a number can have. */
  public static final int DIGITS_MAX = 38;

  /** The largest power of ten of the first significant digit. */
  public static final int MAGNITUDE_MAX = 125;

  /** The smallest power of ten of the first significant digit. */
  public static final int MAGNITUDE_MIN = -130;

  public static final DynamoNumber ZERO = new DynamoNumber(0, null, 0);
  public static final DynamoNumber ONE = new DynamoNumber(1, null, 0);

  static final int SMALL_DIGITS_MAX = 18;
  static final long SMALL_LIMIT = 1_000_000_000_000_000_000L;

  private static final String OVERFLOW =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  private static final String UNDERFLOW =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  private static final String PRECISION =
      "Attempting to store more than 38 significant digits in a Number";
  private static final String NOT_A_NUMBER = "The parameter cannot be converted to a numeric value";

  private static final long[] POWERS_OF_TEN = powersOfTen();

  private final long small;
  private final @Nullable BigInteger big;
  private final int exponent;

  private DynamoNumber(long small, @Nullable BigInteger big, int exponent) {
    this.small = small;
    this.big = big;
    this.exponent = exponent;
  }

  /**
   * Reads a number as the service does: an optional sign, ASCII digits with an optional point, and
   * an optional exponent. Linear in the length of the text, whatever the exponent.
   *
   * @throws ApiException with the service's message when the text is no number or out of range
   */
  public static DynamoNumber parse(String text) {
    NumberScan scan = new NumberScan(text);
    if (!scan.valid()) {
      throw ApiException.validation(text.isEmpty() ? NOT_A_NUMBER : NOT_A_NUMBER + ": " + text);
    }
    int digits = scan.significantDigits();
    if (digits == 0) {
      // The service looks at the exponent as it is written.
      check(1, scan.writtenExponent());
      return ZERO;
    }
    long exponent = scan.exponent();
    check(digits, exponent + digits - 1);
    if (digits <= SMALL_DIGITS_MAX) {
      return new DynamoNumber(scan.small(), null, (int) exponent);
    }
    return new DynamoNumber(0, scan.big(), (int) exponent);
  }

  public static DynamoNumber of(long value) {
    return small(value, 0);
  }

  /**
   * @throws ApiException when the value does not fit (the service's overflow, underflow and
   *     precision messages)
   */
  public static DynamoNumber of(BigDecimal value) {
    if (value.signum() == 0) {
      return ZERO;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    check(stripped.precision(), (long) stripped.precision() - stripped.scale() - 1);
    return canonical(stripped);
  }

  /**
   * The number {@code unscaled * 10^exponent}.
   *
   * @throws ApiException when it does not fit, as {@link #of(BigDecimal)}
   */
  public static DynamoNumber ofUnscaled(long unscaled, int exponent) {
    DynamoNumber number = small(unscaled, exponent);
    check(number.digits(), number.magnitude());
    return number;
  }

  /** The sum; the service's overflow error when it is not a number of DynamoDB. */
  public DynamoNumber add(DynamoNumber other) {
    if (big == null && other.big == null && exponent == other.exponent) {
      return arithmetic(small + other.small, exponent);
    }
    return arithmetic(toBigDecimal().add(other.toBigDecimal()));
  }

  /** The difference; the service's overflow error when it is not a number of DynamoDB. */
  public DynamoNumber subtract(DynamoNumber other) {
    if (big == null && other.big == null && exponent == other.exponent) {
      return arithmetic(small - other.small, exponent);
    }
    return arithmetic(toBigDecimal().subtract(other.toBigDecimal()));
  }

  public int signum() {
    return big == null ? Long.signum(small) : big.signum();
  }

  /** The power of ten that {@link #unscaled} is multiplied with. */
  public int exponent() {
    return exponent;
  }

  /** Whether the unscaled part has at most 18 digits, so that {@link #smallUnscaled} has it. */
  public boolean isSmall() {
    return big == null;
  }

  /** The unscaled part of a small number; of no meaning for others. */
  public long smallUnscaled() {
    return small;
  }

  /** All significant digits as an integer, without trailing zeros. */
  public BigInteger unscaled() {
    return big == null ? BigInteger.valueOf(small) : big;
  }

  /** How many significant digits there are: 0 for zero, else 1 to 38. */
  public int digits() {
    return big == null ? digits(small) : new BigDecimal(big).precision();
  }

  /** The power of ten of the first significant digit: −130 to 125, and 0 for zero. */
  public int magnitude() {
    return signum() == 0 ? 0 : exponent + digits() - 1;
  }

  /** Whether this is an integer of {@code long}'s range, so that {@link #longValue} is exact. */
  public boolean isLong() {
    if (big != null) {
      return exponent == 0 && big.bitLength() < Long.SIZE;
    }
    return exponent >= 0
        && exponent <= SMALL_DIGITS_MAX
        && Math.abs(small) <= Long.MAX_VALUE / POWERS_OF_TEN[exponent];
  }

  /** The value as a {@code long}, if {@link #isLong}. */
  public long longValue() {
    return big == null ? small * POWERS_OF_TEN[exponent] : big.longValue();
  }

  public BigDecimal toBigDecimal() {
    return big == null ? BigDecimal.valueOf(small, -exponent) : new BigDecimal(big, -exponent);
  }

  @Override
  public int compareTo(DynamoNumber other) {
    if (big == null && other.big == null && exponent == other.exponent) {
      return Long.compare(small, other.small);
    }
    int bySign = Integer.compare(signum(), other.signum());
    if (bySign != 0 || signum() == 0) {
      return bySign;
    }
    int byMagnitude = Integer.compare(magnitude(), other.magnitude());
    if (byMagnitude != 0) {
      return signum() * byMagnitude;
    }
    return toBigDecimal().compareTo(other.toBigDecimal());
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof DynamoNumber number) || exponent != number.exponent) {
      return false;
    }
    return big == null ? number.big == null && small == number.small : big.equals(number.big);
  }

  @Override
  public int hashCode() {
    return 31 * (big == null ? Long.hashCode(small) : big.hashCode()) + exponent;
  }

  /** As the service prints it: plain digits, no exponent. */
  @Override
  public String toString() {
    if (isLong()) {
      return Long.toString(longValue());
    }
    return toBigDecimal().toPlainString();
  }

  private static DynamoNumber arithmetic(long unscaled, int exponent) {
    DynamoNumber number = small(unscaled, exponent);
    return number.magnitude() > MAGNITUDE_MAX ? overflow() : number;
  }

  private static DynamoNumber arithmetic(BigDecimal result) {
    if (result.signum() == 0) {
      return ZERO;
    }
    BigDecimal stripped = result.stripTrailingZeros();
    long magnitude = (long) stripped.precision() - stripped.scale() - 1;
    if (stripped.precision() > DIGITS_MAX
        || magnitude > MAGNITUDE_MAX
        || magnitude < MAGNITUDE_MIN) {
      return overflow();
    }
    return canonical(stripped);
  }

  /** The service's one answer to every result that it cannot store. */
  private static DynamoNumber overflow() {
    throw ApiException.validation(OVERFLOW);
  }

  private static void check(int digits, long magnitude) {
    if (magnitude > MAGNITUDE_MAX) {
      throw ApiException.validation(OVERFLOW);
    }
    if (magnitude < MAGNITUDE_MIN) {
      throw ApiException.validation(UNDERFLOW);
    }
    if (digits > DIGITS_MAX) {
      throw ApiException.validation(PRECISION);
    }
  }

  private static DynamoNumber canonical(BigDecimal stripped) {
    return stripped.precision() <= SMALL_DIGITS_MAX
        ? new DynamoNumber(stripped.unscaledValue().longValue(), null, -stripped.scale())
        : new DynamoNumber(0, stripped.unscaledValue(), -stripped.scale());
  }

  private static DynamoNumber small(long value, int exponent) {
    if (value == 0) {
      return ZERO;
    }
    long unscaled = value;
    int power = exponent;
    while (unscaled % 10 == 0) {
      unscaled /= 10;
      power++;
    }
    return unscaled > -SMALL_LIMIT && unscaled < SMALL_LIMIT
        ? new DynamoNumber(unscaled, null, power)
        : new DynamoNumber(0, BigInteger.valueOf(unscaled), power);
  }

  private static int digits(long value) {
    long rest = Math.abs(value);
    int digits = 0;
    while (digits <= SMALL_DIGITS_MAX && rest >= POWERS_OF_TEN[digits]) {
      digits++;
    }
    return digits;
  }

  static long powerOfTen(int exponent) {
    return POWERS_OF_TEN[exponent];
  }

  private static long[] powersOfTen() {
    long[] powers = new long[SMALL_DIGITS_MAX + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
