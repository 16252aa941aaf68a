package dev.stator.node.copy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void debtIsPaidInTime() {
    Pace pace = new Pace(1000, 0);
    assertThat(pace.delayNanos(0)).isZero();
    pace.took(500, 0);
    assertThat(pace.delayNanos(0)).isEqualTo(SECOND / 2);
    assertThat(pace.delayNanos(SECOND / 4)).isEqualTo(SECOND / 4);
    assertThat(pace.delayNanos(SECOND)).isZero();
  }

  @Test
  void idlenessIsWorthNoMoreThanATenthOfASecond() {
    Pace pace = new Pace(1000, 0);
    pace.took(300, 100 * SECOND);
    assertThat(pace.delayNanos(100 * SECOND)).isEqualTo(SECOND / 5);
  }

  @Test
  void manyTakersAreHeldToTheRateTogether() {
    Pace pace = new Pace(1_000_000, 0);
    long now = 0;
    long bytes = 0;
    while (now < 10 * SECOND) {
      now += pace.delayNanos(now);
      pace.took(70_000, now);
      bytes += 70_000;
      now += 1000;
    }
    assertThat(bytes).isBetween(9_900_000L, 10_200_000L);
  }
}
