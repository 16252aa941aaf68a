package dev.stator.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
  private final Patience patience = new Patience(300, new SeededRandom(1));

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 1", "3, 2", "4, 4", "5, 8", "6, 8", "1000, 8"})
  void ownAttemptsGetLongerWhenTheyFailTimeAndAgain(int failures, int times) {
    for (int i = 0; i < failures; i++) {
      patience.failed();
    }
    for (int i = 0; i < 100; i++) {
      assertThat(patience.ownQuestion()).isBetween(100L * times, 200L * times - 1);
      assertThat(patience.ownElection()).isBetween(300L * times, 600L * times - 1);
      assertThat(patience.election()).isBetween(300L, 599L);
      assertThat(patience.jitter()).isBetween(0L, 99L);
    }
  }

  @Test
  void whateverGivesHopeBeginsAnew() {
    assertThat(patience.encouraged()).isFalse();
    for (int i = 0; i < 5; i++) {
      patience.failed();
    }
    assertThat(patience.encouraged()).isTrue();
    assertThat(patience.ownQuestion()).isLessThan(200);
    assertThat(patience.encouraged()).isFalse();
  }
}
