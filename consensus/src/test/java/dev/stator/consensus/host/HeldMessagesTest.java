package dev.stator.consensus.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.consensus.core.Message;
import dev.stator.consensus.core.Message.AppendAccepted;
import dev.stator.consensus.core.Message.Header;
import dev.stator.consensus.core.Message.VoteResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeldMessagesTest {
  private static final Message VOTE = new VoteResponse(header(1, "a"), true, 1, 1);

  static List<Arguments> cases() {
    return List.of(
        Arguments.of(
            "the last of several answers says what all say",
            List.of(accepted(1, "a", 2, 10), accepted(1, "a", 3, 20), accepted(1, "a", 3, 20)),
            List.of(accepted(1, "a", 3, 20))),
        Arguments.of(
            "another addressee",
            List.of(accepted(1, "a", 2, 10), accepted(1, "b", 3, 20)),
            List.of(accepted(1, "a", 2, 10), accepted(1, "b", 3, 20))),
        Arguments.of(
            "another term",
            List.of(accepted(1, "a", 2, 10), accepted(2, "a", 3, 20)),
            List.of(accepted(1, "a", 2, 10), accepted(2, "a", 3, 20))),
        Arguments.of(
            "less is matched",
            List.of(accepted(1, "a", 3, 10), accepted(1, "a", 2, 20)),
            List.of(accepted(1, "a", 3, 10), accepted(1, "a", 2, 20))),
        Arguments.of(
            "an answer to what was sent before",
            List.of(accepted(1, "a", 2, 20), accepted(1, "a", 3, 10)),
            List.of(accepted(1, "a", 2, 20), accepted(1, "a", 3, 10))),
        Arguments.of(
            "something else between them",
            List.of(accepted(1, "a", 2, 10), VOTE, accepted(1, "a", 3, 20)),
            List.of(accepted(1, "a", 2, 10), VOTE, accepted(1, "a", 3, 20))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void sendsWhatTheNextOneDoesNotSay(String what, List<Message> held, List<Message> sent) {
    HeldMessages messages = new HeldMessages();
    held.forEach(message -> messages.add(7, message));
    List<Message> released = new ArrayList<>();
    messages.release(6, released::add);
    assertThat(released).isEmpty();
    messages.release(7, released::add);
    assertThat(released).isEqualTo(sent);
  }

  @Test
  void whatWaitsForALaterSyncCoversNothing() {
    HeldMessages messages = new HeldMessages();
    messages.add(1, accepted(1, "a", 2, 10));
    messages.add(2, accepted(1, "a", 3, 20));
    List<Message> released = new ArrayList<>();
    messages.release(1, released::add);
    assertThat(released).containsExactly(accepted(1, "a", 2, 10));
    messages.release(2, released::add);
    assertThat(released).containsExactly(accepted(1, "a", 2, 10), accepted(1, "a", 3, 20));
  }

  @Test
  void aSyncCoversThoseBeforeItOfTheSameLog() {
    LongConsumer log = marker -> {};
    SyncedThrough later = new SyncedThrough(5, log);
    assertThat(later.covers(new SyncedThrough(4, log))).isTrue();
    assertThat(later.covers(new SyncedThrough(6, log))).isFalse();
    assertThat(later.covers(new SyncedThrough(4, marker -> {}))).isFalse();
    assertThat(later.covers(() -> {})).isFalse();
  }

  private static Header header(long term, String to) {
    return new Header(1, term, "self", to);
  }

  private static AppendAccepted accepted(long term, String to, long match, long sentNanos) {
    return new AppendAccepted(header(term, to), match, 1, 0, true, false, sentNanos);
  }
}
