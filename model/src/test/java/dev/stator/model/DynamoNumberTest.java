package dev.stator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoNumberTest {
  private static final String OVERFLOW =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  private static final String UNDERFLOW =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  private static final String PRECISION =
      "Attempting to store more than 38 significant digits in a Number";

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0,0",
    "0.000,0",
    "+7,7",
    "007,7",
    "1.50,1.5",
    ".5,0.5",
    "5.,5",
    "-.5,-0.5",
    "1e3,1000",
    "1E+3,1000",
    "1e-3,0.001",
    "12.5e1,125",
    "100,100",
    "0e125,0",
    "-0.00e-130,0",
    "-12.3400e2,-1234",
    "1e0000000003,1000",
    "1234567890123456789,1234567890123456789",
    "123456789012345678,123456789012345678",
    "0.1000000000000000000000,0.1",
    "99999999999999999999999999999999999999,99999999999999999999999999999999999999",
    "10000000000000000000000000000000000000000,10000000000000000000000000000000000000000",
    "0.00000012345678901234567890123456789012345678,0.00000012345678901234567890123456789012345678"
  })
  void printsPlainDigits(String text, String printed) {
    assertThat(DynamoNumber.parse(text)).hasToString(printed);
  }

  @Test
  void reachesBothEndsOfItsRange() {
    assertThat(DynamoNumber.parse("1e125").toString()).isEqualTo("1" + "0".repeat(125));
    assertThat(DynamoNumber.parse("-1e-130").toString()).isEqualTo("-0." + "0".repeat(129) + "1");
    assertThat(DynamoNumber.parse("9.9999999999999999999999999999999999999E+125").toString())
        .isEqualTo("9".repeat(38) + "0".repeat(88));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " 1",
        "1 ",
        "NaN",
        "Infinity",
        "0x10",
        "1e",
        "e5",
        ".",
        "-",
        "+-1",
        "--1",
        "1.2.3",
        "1,0",
        "1e5.5",
        "1e+",
        "1_000",
        "\u0661",
        "1e99999999999",
        "1f",
        "1d"
      })
  void refusesWhatIsNoNumber(String text) {
    assertMessage(text, "The parameter cannot be converted to a numeric value: " + text);
  }

  @Test
  void refusesTheEmptyTextWithoutRepeatingIt() {
    assertMessage("", "The parameter cannot be converted to a numeric value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e126", "-1e126", "1e400", "1e999999999", "99999e122", "0e126", "0e2147483647"})
  void refusesWhatIsTooLarge(String text) {
    assertMessage(text, OVERFLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-131", "-1e-131", "1e-999999999", "0.9e-130", "0e-131"})
  void refusesWhatIsTooSmall(String text) {
    assertMessage(text, UNDERFLOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456789012345678901234567890123456789",
        "-1.23456789012345678901234567890123456789",
        "100000000000000000000000000000000000001"
      })
  void refusesMoreDigitsThanItKeeps(String text) {
    assertMessage(text, PRECISION);
  }

  @Test
  void longTextsCostNoMoreThanTheirCharacters() {
    String digits = "9".repeat(1_000_000);
    assertMessage(digits, OVERFLOW);
    assertMessage("0." + "0".repeat(1_000_000) + "1", UNDERFLOW);
    assertMessage("0." + digits, PRECISION);
    assertThat(DynamoNumber.parse("0".repeat(1_000_000) + "1." + "0".repeat(1_000_000)))
        .isEqualTo(DynamoNumber.ONE);
    assertThat(DynamoNumber.parse("1" + "0".repeat(1_000_000) + "e-1000000"))
        .isEqualTo(DynamoNumber.ONE);
  }

  @ParameterizedTest
  @CsvSource({
    "1,2,3",
    "0.1,0.2,0.3",
    "1e20,1,100000000000000000001",
    "999999999999999999,1,1e18",
    "5,-5,0",
    "0,7,7",
    "0,1e100,1e100",
    "-1.5,1,-0.5",
    "99999999999999999999999999999999999999,1,1e38"
  })
  void adds(String a, String b, String sum) {
    DynamoNumber x = DynamoNumber.parse(a);
    DynamoNumber y = DynamoNumber.parse(b);
    assertThat(x.add(y)).isEqualTo(DynamoNumber.parse(sum));
    assertThat(DynamoNumber.parse(sum).subtract(y)).isEqualTo(x);
  }

  @ParameterizedTest
  @CsvSource({
    "9e125,1e125",
    "1e125,1",
    "1e-130,1",
    "99999999999999999999999999999999999999,0.1",
    "9.9999999999999999999999999999999999999e125,1e88"
  })
  void refusesSumsThatItCannotKeep(String a, String b) {
    assertThatThrownBy(() -> DynamoNumber.parse(a).add(DynamoNumber.parse(b)))
        .isInstanceOf(ApiException.class)
        .hasMessage(OVERFLOW);
  }

  @Test
  void agreesWithBigDecimal() {
    RandomValues random = new RandomValues(1);
    for (int i = 0; i < 50_000; i++) {
      DynamoNumber a = random.number();
      DynamoNumber b = random.number();
      BigDecimal x = new BigDecimal(a.toString());
      BigDecimal y = new BigDecimal(b.toString());
      assertThat(a.compareTo(b)).isEqualTo(x.compareTo(y));
      assertThat(a.equals(b)).isEqualTo(x.compareTo(y) == 0);
      assertThat(a.toBigDecimal()).isEqualByComparingTo(x);
      assertThat(DynamoNumber.parse(x.toString())).isEqualTo(a).hasSameHashCodeAs(a);
      assertThat(DynamoNumber.of(a.toBigDecimal().setScale(200))).isEqualTo(a);
      if (a.signum() != 0) {
        BigDecimal stripped = x.stripTrailingZeros();
        assertThat(a.digits()).isEqualTo(stripped.precision());
        assertThat(a.magnitude()).isEqualTo(stripped.precision() - stripped.scale() - 1);
      }
      if (a.isLong()) {
        assertThat(BigDecimal.valueOf(a.longValue())).isEqualByComparingTo(x);
      }
    }
  }

  @Test
  void knowsWhatFitsALong() {
    assertThat(DynamoNumber.of(Long.MIN_VALUE).isLong()).isTrue();
    assertThat(DynamoNumber.of(Long.MIN_VALUE).longValue()).isEqualTo(Long.MIN_VALUE);
    assertThat(DynamoNumber.parse("9223372036854775808").isLong()).isFalse();
    assertThat(DynamoNumber.parse("9e18").longValue()).isEqualTo(9_000_000_000_000_000_000L);
    assertThat(DynamoNumber.parse("1e19").isLong()).isFalse();
    assertThat(DynamoNumber.parse("1.5").isLong()).isFalse();
  }

  private static void assertMessage(String text, String message) {
    assertThatThrownBy(() -> DynamoNumber.parse(text))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }
}
