package dev.stator.model;

import java.math.BigDecimal;

/**
 * A number of DynamoDB: at most 38 significant digits, magnitude 0 or from 1E-130 to
 * 9.9999999999999999999999999999999999999E+125. Equal by value, trailing zeros trimmed.
 */
public final class DynamoNumber implements Comparable<DynamoNumber> {
  private final BigDecimal value;

  private DynamoNumber(BigDecimal value) {
    this.value = value;
  }

  /**
   * Reads a number as the service does.
   *
   * @throws ApiException with the service's message when the text is no number or out of range
   */
  public static DynamoNumber parse(String text) {
    return of(new BigDecimal(text));
  }

  /**
   * @throws ApiException when the value does not fit (the service's overflow, underflow and
   *     precision messages)
   */
  public static DynamoNumber of(BigDecimal value) {
    return new DynamoNumber(value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros());
  }

  public BigDecimal toBigDecimal() {
    return value;
  }

  @Override
  public int compareTo(DynamoNumber other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DynamoNumber number && value.equals(number.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** As the service prints it: plain digits, no exponent. */
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
