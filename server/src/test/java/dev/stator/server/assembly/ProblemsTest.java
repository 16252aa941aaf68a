package dev.stator.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> log = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 30 * SECOND;
  private final Problems problems = new Problems(() -> nanos, log::add);

  /** As a disk that stays full: tried again three times a second. */
  @Test
  void aProblemThatStaysIsSaidOnceAMinute() {
    for (int i = 0; i < 3 * 150; i++) {
      problems.accept("The disk is full.");
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
    problems.accept("Node a1 has left.");
    problems.accept("Node a2 has left.");
    problems.accept("Node a1 has left.");
    nanos += 61 * SECOND;
    problems.accept("Node a2 has left.");
    assertThat(log).containsExactly("Node a1 has left.", "Node a2 has left.", "Node a2 has left.");
  }

  @Test
  void howMuchIsRememberedIsLimited() {
    for (int i = 0; i < 1_000; i++) {
      problems.accept("Problem " + i);
    }
    problems.accept("Problem 999");
    problems.accept("Problem 1");
    assertThat(log).hasSize(1_001).endsWith("Problem 1");
  }
}
