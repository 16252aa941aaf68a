package dev.stator.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SayingsTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> log = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 30 * SECOND;
  private final Sayings sayings = new Sayings(() -> nanos, log::add);

  /** As a disk that stays full: tried again three times a second. */
  @Test
  void aProblemThatStaysIsSaidOnceAMinute() {
    for (int i = 0; i < 3 * 150; i++) {
      sayings.accept("The disk is full.");
      nanos += SECOND / 3 + 1;
    }
    assertThat(log)
        .containsExactly(
            "The disk is full.",
            "The disk is full. (and 179 times more since this was said last)",
            "The disk is full. (and 179 times more since this was said last)");
  }

  @Test
  void anotherProblemIsSaidAtOnce() {
    sayings.accept("Node a1 has left.");
    sayings.accept("Node a2 has left.");
    sayings.accept("Node a1 has left.");
    nanos += 61 * SECOND;
    sayings.accept("Node a2 has left.");
    assertThat(log).containsExactly("Node a1 has left.", "Node a2 has left.", "Node a2 has left.");
  }

  @Test
  void howMuchIsRememberedIsLimited() {
    for (int i = 0; i < 1_000; i++) {
      sayings.accept("Problem " + i);
    }
    sayings.accept("Problem 999");
    sayings.accept("Problem 1");
    assertThat(log).hasSize(1_001).endsWith("Problem 1");
  }

  @Test
  void ofOneThingOneSentenceIsSaid() {
    sayings.accept("a1", "Node a1 does not answer.");
    sayings.accept("a1", "Node a1 refuses.");
    sayings.accept("a2", "Node a2 refuses.");
    assertThat(log).containsExactly("Node a1 does not answer.", "Node a2 refuses.");
  }
}
