package dev.stator.router.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.router.transaction.FakeLedger.Router;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is remembered for ten minutes, and not for ever, whatever wall clocks show. */
class TokenMemoryTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR_MS = 3_600_000;

  /** Ten minutes, a margin for clocks of durations, and two looks a minute apart. */
  private static final long FORGOTTEN_SECONDS = 760;

  private final FakeLedger ledger = new FakeLedger();

  private void isDone(Router router) {
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Done.class);
  }

  private void isRemembered(Router router) {
    int before = ledger.committed.size();
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Repeated.class);
    assertThat(ledger.committed).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 11 * 60_000, HOUR_MS, -HOUR_MS, 365 * 24 * HOUR_MS, -30 * 365 * 24 * HOUR_MS})
  void noJumpOfTheClockMakesItForgotten(long jumpMs) {
    Router router = ledger.leads(ledger.router());
    isDone(router);
    ledger.wallMs += jumpMs;
    isRemembered(router);
    for (int i = 0; i < 59; i++) {
      ledger.runFor(10 * SECOND);
      isRemembered(router);
    }
    ledger.wallMs -= 2 * jumpMs;
    isRemembered(router);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 11 * 60_000, HOUR_MS, -HOUR_MS})
  void itIsForgottenInTimeAndNothingOfItIsLeft(long jumpMs) {
    Router router = ledger.leads(ledger.router());
    isDone(router);
    ledger.wallMs += jumpMs;
    ledger.runFor(FORGOTTEN_SECONDS * SECOND);
    assertThat(ledger.size()).as("items and notes").isLessThanOrEqualTo(1);
    isDone(router);
    ledger.runFor((FORGOTTEN_SECONDS + 60) * SECOND);
    assertThat(ledger.size()).as("items and notes").isZero();
  }

  /** Leaders change every so many seconds, by a crash or without one. */
  @ParameterizedTest
  @CsvSource({"70,true", "70,false", "130,true", "130,false", "333,true", "20,false"})
  void neitherAnotherLeaderNorARestartForgetsOrKeepsIt(long everySeconds, boolean crash) {
    Router one = ledger.leads(ledger.router());
    Router other = ledger.router();
    isDone(one);
    long passed = 0;
    while (ledger.size() > 0) {
      ledger.runFor(everySeconds * SECOND);
      passed += everySeconds;
      ledger.wallMs += passed % 2 == 0 ? HOUR_MS : -HOUR_MS;
      if (crash) {
        one.die();
        one = ledger.router();
      }
      Router next = other;
      other = one;
      one = ledger.leads(next);
      if (passed < 600) {
        isRemembered(one);
      }
      assertThat(passed).as("seconds until it is forgotten").isLessThan(2_000);
    }
    assertThat(passed).isGreaterThanOrEqualTo(600);
    isDone(one);
  }

  /** What counts is the time since it was done, not since it began. */
  @Test
  void theTimeBeginsWhenTheTransactionIsDone() {
    Router router = ledger.leads(ledger.router());
    ledger.commitsUnheard = true;
    assertThat(router.write("token")).isInstanceOf(WriteOutcome.Failed.class);
    ledger.runFor(1_200 * SECOND);
    ledger.commitsUnheard = false;
    isRemembered(router);
    ledger.runFor(595 * SECOND);
    isRemembered(router);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, HOUR_MS, -HOUR_MS})
  void whatACoordinatorLeftIsEnded(long jumpMs) {
    Router dying = ledger.router();
    Router router = ledger.leads(ledger.router());
    ledger.commitsUnheard = true;
    assertThat(dying.write("token")).isInstanceOf(WriteOutcome.Failed.class);
    dying.die();
    ledger.commitsUnheard = false;
    ledger.wallMs += jumpMs;
    ledger.runFor((180 + FORGOTTEN_SECONDS) * SECOND);
    assertThat(ledger.size()).isZero();
    isDone(router);
  }

  @Test
  void allOfManyGo() {
    Router router = ledger.leads(ledger.router());
    for (int i = 0; i < 3_000; i++) {
      assertThat(router.write("token-" + i)).isInstanceOf(WriteOutcome.Done.class);
    }
    assertThat(ledger.size()).isGreaterThan(1_000);
    ledger.runFor((FORGOTTEN_SECONDS + 120) * SECOND);
    assertThat(ledger.size()).isZero();
  }
}
