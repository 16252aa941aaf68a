package dev.stator.consensus.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes, a and b, moved by hand. Times in milliseconds, each by its own clock. */
class PairTest {
  private static final long MILLIS = 1_000_000;
  private static final LivenessOptions OPTIONS = LivenessOptions.DEFAULT.withWithdrawalsMax(3);

  /** a's view of b, and b's of a. */
  private Pair atA;

  private Pair atB;
  private final List<String> readAtA = new ArrayList<>();

  @BeforeEach
  void meet() {
    atA = new Pair("b", OPTIONS, new SeededRandom(1));
    atB = new Pair("a", OPTIONS, new SeededRandom(2));
    exchange(0);
    exchange(100);
  }

  @Test
  void aPongCountsFromWhenItsPingWasSent() {
    Signal ping = atA.ping(1, 1000 * MILLIS);
    Signal pong = hearAtB(ping, 1300);
    takeAtA(pong, 1400);
    assertThat(atA.support().sentNanos()).isEqualTo(1000 * MILLIS);
    // 600 ms less 3 % after it was sent.
    assertThat(atA.support().untilNanos()).isEqualTo(1582 * MILLIS);
    assertThat(atA.support().runs(1581 * MILLIS)).isTrue();
    assertThat(atA.support().runs(1582 * MILLIS)).isFalse();
  }

  @Test
  void anOlderPongTakesNothingBack() {
    Signal early = hearAtB(atA.ping(1, 1000 * MILLIS), 1010);
    Signal late = hearAtB(atA.ping(1, 1100 * MILLIS), 1110);
    takeAtA(late, 1120);
    takeAtA(early, 1130);
    assertThat(atA.support().sentNanos()).isEqualTo(1100 * MILLIS);
  }

  @Test
  void aWithdrawalIsReadBeforeThePongCounts() {
    atB.withdraw(new Withdrawal(7, 2));
    Signal pong = hearAtB(atA.ping(1, 1000 * MILLIS), 1000);
    long before = atA.support().untilNanos();
    List<Long> untilWhenRead = new ArrayList<>();
    atA.answered(
        pong,
        (node, withdrawal, at) -> untilWhenRead.add(atA.support().untilNanos()),
        MILLIS * 1001);
    assertThat(untilWhenRead).containsExactly(before);
    assertThat(atA.support().untilNanos()).isGreaterThan(before);
  }

  @Test
  void aWithdrawalGoesWithEachPongUntilItIsSaidToBeRead() {
    atB.withdraw(new Withdrawal(7, 2));
    Signal lost = hearAtB(atA.ping(1, 1000 * MILLIS), 1000);
    assertThat(lost.withdrawals()).hasSize(1);
    Signal pong = hearAtB(atA.ping(1, 1100 * MILLIS), 1100);
    assertThat(pong.withdrawals()).hasSize(1);
    takeAtA(pong, 1110);
    // The lost one comes after all: it says nothing new.
    takeAtA(lost, 1120);
    assertThat(readAtA).containsExactly("b 7/2");
    assertThat(hearAtB(atA.ping(1, 1200 * MILLIS), 1200).withdrawals()).isEmpty();
  }

  @Test
  void aWithdrawalMadeAgainIsReadAgain() {
    atB.withdraw(new Withdrawal(7, 2));
    exchange(1000);
    atB.withdraw(new Withdrawal(7, 2));
    exchange(1100);
    assertThat(readAtA).containsExactly("b 7/2", "b 7/2");
  }

  @Test
  void aFullListBeginsAnEra() {
    long generation = atA.support().generation();
    for (int group = 1; group <= 3; group++) {
      atB.withdraw(new Withdrawal(group, 1));
    }
    exchange(1000);
    assertThat(atA.support().generation()).isEqualTo(generation);
    for (int group = 4; group <= 7; group++) {
      atB.withdraw(new Withdrawal(group, 1));
    }
    // What was sent before is not from this era; b learns nothing from a's answer to it.
    exchange(1100);
    assertThat(atA.support().generation()).isEqualTo(generation + 1);
    assertThat(atA.support().sinceNanos()).isEqualTo(1100 * MILLIS);
    exchange(1200);
    assertThat(atA.support().generation()).isEqualTo(generation + 1);
  }

  @Test
  void anotherProcessIsAnotherGeneration() {
    long generation = atA.support().generation();
    atB = new Pair("a", OPTIONS, new SeededRandom(3));
    assertThat(exchange(1000)).isEqualTo(Pair.Outcome.CHANGED);
    assertThat(atA.support().generation()).isEqualTo(generation + 1);
  }

  @Test
  void aPongForAnEarlierProcessIsNoSupport() {
    Signal pong = hearAtB(atA.ping(1, 1000 * MILLIS), 1000);
    atA = new Pair("b", OPTIONS, new SeededRandom(4));
    takeAtA(pong, 1001);
    assertThat(atA.support()).isEqualTo(Support.NONE);
  }

  @Test
  void aPongFromTheFutureIsNoSupport() {
    Signal pong = hearAtB(atA.ping(1, 1000 * MILLIS), 1000);
    takeAtA(pong, 999);
    assertThat(atA.support().sentNanos()).isEqualTo(100 * MILLIS);
  }

  @Test
  void saysOnceThatTheOtherIsSilentAndOnceThatItIsHeardAgain() {
    assertThat(atB.lapsed(699 * MILLIS)).isFalse();
    assertThat(atB.lapsed(700 * MILLIS)).isTrue();
    assertThat(atB.lapsed(701 * MILLIS)).isFalse();
    Signal ping = atA.ping(1, 800 * MILLIS);
    assertThat(atB.heard(ping, (node, withdrawal, at) -> {}, 800 * MILLIS))
        .isEqualTo(Pair.Outcome.CHANGED);
    assertThat(atB.heard(ping, (node, withdrawal, at) -> {}, 801 * MILLIS))
        .isEqualTo(Pair.Outcome.QUIET);
  }

  private Pair.Outcome exchange(long atMillis) {
    return takeAtA(hearAtB(atA.ping(1, atMillis * MILLIS), atMillis), atMillis);
  }

  private Signal hearAtB(Signal ping, long atMillis) {
    atB.heard(ping, (node, withdrawal, at) -> {}, atMillis * MILLIS);
    return atB.pong(ping, 2);
  }

  private Pair.Outcome takeAtA(Signal pong, long atMillis) {
    return atA.answered(
        pong,
        (node, withdrawal, at) ->
            readAtA.add(node + " " + withdrawal.groupId() + "/" + withdrawal.term()),
        atMillis * MILLIS);
  }
}
