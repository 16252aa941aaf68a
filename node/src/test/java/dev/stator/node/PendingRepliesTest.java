package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PendingRepliesTest {
  private final List<String> answers = new ArrayList<>();
  private final PendingReplies replies = new PendingReplies(Consumer::accept);

  @Test
  void answersWithTheEntryOfTheSameTerm() {
    add(5, 1, 100, "five");
    add(6, 1, 100, "six");
    replies.applied(5, 1);
    assertThat(answers).containsExactly("five: Busy");
    replies.applied(6, 1);
    assertThat(answers).containsExactly("five: Busy", "six: Busy");
    assertThat(replies.isEmpty()).isTrue();
  }

  @Test
  void anotherTermsEntryMeansUnknown() {
    add(5, 1, 100, "five");
    replies.applied(5, 2);
    assertThat(answers).containsExactly("five: Unknown");
  }

  @Test
  void anIndexThatHasPassedProvesNothing() {
    add(5, 1, 100, "five");
    replies.applied(6, 1);
    assertThat(answers).containsExactly("five: Unknown");
  }

  @Test
  void aDependentAnswerWaitsForItsWriteAndKeepsTheOrder() {
    add(5, 1, 100, "write");
    add(6, 1, 100, "other");
    add(5, 1, 100, "rejected because of 5");
    replies.applied(5, 1);
    assertThat(answers).containsExactly("write: Busy");
    replies.applied(6, 1);
    assertThat(answers)
        .containsExactly("write: Busy", "other: Busy", "rejected because of 5: Busy");
  }

  @Test
  void whatIsNotCommittedInTimeIsUnknown() {
    add(5, 1, 100, "five");
    add(6, 1, 120, "six");
    assertThat(replies.firstDeadlineNanos()).isEqualTo(100);
    replies.expire(99);
    assertThat(answers).isEmpty();
    replies.expire(100);
    assertThat(answers).containsExactly("five: Unknown");
    replies.applied(5, 1);
    replies.applied(6, 1);
    assertThat(answers).containsExactly("five: Unknown", "six: Busy");
  }

  @Test
  void abandonAnswersEverything() {
    add(5, 1, 100, "five");
    add(6, 1, 100, "six");
    replies.abandon("gone");
    assertThat(answers).containsExactly("five: Unknown", "six: Unknown");
    assertThat(replies.size()).isZero();
  }

  private void add(long index, long term, long deadlineNanos, String name) {
    replies.add(
        index,
        term,
        deadlineNanos,
        new PartitionResponse.Busy(""),
        response -> answers.add(name + ": " + response.getClass().getSimpleName()));
  }
}
