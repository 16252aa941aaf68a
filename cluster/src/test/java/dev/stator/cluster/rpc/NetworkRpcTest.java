package dev.stator.cluster.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Check;
import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.rpc.Rpc.Outcome;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NetworkRpcTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private static final int ECHO = 9;
  private static final int MUTE = 10;
  private static final RpcOptions SMALL = new RpcOptions(3, 1000, 2, 1000, 600, 3);

  private final Simulation world = new Simulation(17);
  private final SimNode a = world.node("a");
  private final SimNode b = world.node("b");
  private final NetworkRpc fromA = rpc(a, RpcOptions.DEFAULT);
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<String> handled = new ArrayList<>();
  private final List<Consumer<byte[]>> unanswered = new ArrayList<>();

  private static NetworkRpc rpc(SimNode node, RpcOptions options) {
    return new NetworkRpc(
        node.network(),
        node.clock(),
        node.scheduler().serial("rpc"),
        node.random().fork(),
        options);
  }

  private NetworkRpc served(SimNode node, RpcOptions options) {
    NetworkRpc rpc = rpc(node, options);
    rpc.serve(
        ECHO,
        (from, request, reply) -> {
          handled.add(from + ":" + new String(request, UTF_8));
          reply.accept(request);
          reply.accept("twice".getBytes(UTF_8));
        });
    rpc.serve(MUTE, (from, request, reply) -> unanswered.add(reply));
    return rpc;
  }

  private void call(int service, String text, long timeoutNanos) {
    fromA.call("b", service, text.getBytes(UTF_8), timeoutNanos, outcomes::add);
  }

  private List<String> texts() {
    return outcomes.stream()
        .map(outcome ->
            switch (outcome) {
              case Outcome.Answered answered -> new String(answered.response(), UTF_8);
              case Outcome.NotDone not -> "not done: " + not.reason();
              case Outcome.Busy busy -> "busy: " + busy.reason();
              case Outcome.Unknown unknown -> "unknown: " + unknown.reason();
            })
        .toList();
  }

  @Test
  void aCallIsAnswered() {
    served(b, RpcOptions.DEFAULT);
    call(ECHO, "x", SECOND);
    assertThat(outcomes).isEmpty();
    world.runFor(10 * MILLI);
    call(ECHO, "y", SECOND);
    world.runFor(10 * MILLI);
    assertThat(texts()).containsExactly("x", "y");
    assertThat(handled).containsExactly("a:x", "a:y");
  }

  @Test
  void anIdleNodeHasNoTimers() {
    served(b, RpcOptions.DEFAULT);
    call(ECHO, "x", SECOND);
    assertThat(world.runUntilIdle(2 * SECOND)).isTrue();
    assertThat(texts()).containsExactly("x");
  }

  @Test
  void aNodeCallsItselfWithoutTheNetwork() {
    NetworkRpc own = served(b, RpcOptions.DEFAULT);
    own.call("b", ECHO, "x".getBytes(UTF_8), SECOND, outcomes::add);
    assertThat(texts()).containsExactly("x");
    own.call("b", MUTE, "x".getBytes(UTF_8), SECOND, outcomes::add);
    own.call("b", 77, "x".getBytes(UTF_8), SECOND, outcomes::add);
    world.runFor(2 * SECOND);
    assertThat(texts())
        .containsExactly("x", "not done: no service 77", "unknown: no answer in time");
    assertThat(world.network().sent()).isZero();
  }

  @Test
  void whatNeverGotASessionWasNotDone() {
    call(ECHO, "x", SECOND);
    world.runFor(SECOND + 50 * MILLI);
    assertThat(texts()).containsExactly("not done: no answer in time");
    served(b, RpcOptions.DEFAULT);
    world.runFor(SECOND);
    assertThat(handled).isEmpty();
  }

  @Test
  void aSessionIsAskedForUntilThereIsOne() {
    world.network().cut("a", "b");
    served(b, RpcOptions.DEFAULT);
    call(ECHO, "x", SECOND);
    world.runFor(500 * MILLI);
    world.network().mend("a", "b");
    world.runFor(200 * MILLI);
    assertThat(texts()).containsExactly("x");
  }

  @Test
  void whatIsNotAnsweredIsUnknownAndALateAnswerIsIgnored() {
    served(b, RpcOptions.DEFAULT);
    call(MUTE, "x", SECOND);
    world.runFor(900 * MILLI);
    assertThat(outcomes).isEmpty();
    world.runFor(150 * MILLI);
    assertThat(texts()).containsExactly("unknown: no answer in time");
    unanswered.getFirst().accept(new byte[0]);
    world.runFor(SECOND);
    assertThat(outcomes).hasSize(1);
  }

  @Test
  void aDoubledRequestIsHandledOnce() {
    world.network().everywhere(LinkSettings.HEALTHY.withDuplicates(1).withReordering(1));
    served(b, RpcOptions.DEFAULT);
    for (int i = 0; i < 100; i++) {
      call(ECHO, "x" + i, SECOND);
    }
    world.runFor(SECOND);
    assertThat(handled).hasSize(100).doesNotHaveDuplicates();
    assertThat(outcomes).hasSize(100);
  }

  @Test
  void aRequestOfAFormerSessionDoesNothingInALaterProcess() {
    served(b, RpcOptions.DEFAULT);
    call(ECHO, "first", SECOND);
    world.runFor(10 * MILLI);
    // Every message comes twice, one of them after b was restarted.
    world
        .network()
        .link(
            "a",
            "b",
            LinkSettings.HEALTHY.withDuplicates(1).withReordering(1).withSlow(0.5, SECOND));
    for (int i = 0; i < 50; i++) {
      call(ECHO, "x" + i, 5 * SECOND);
    }
    world.runFor(100 * MILLI);
    b.crash();
    b.restart(() -> served(b, RpcOptions.DEFAULT));
    world.runFor(MILLI);
    // The new process gives out sessions with the numbers of the former one's.
    for (int i = 0; i < 10; i++) {
      call(ECHO, "y" + i, 5 * SECOND);
    }
    world.runFor(10 * SECOND);
    assertThat(handled).doesNotHaveDuplicates();
    assertThat(texts()).hasSize(61).contains("unknown: the node was restarted");
    world.network().healAll();
    outcomes.clear();
    call(ECHO, "again", SECOND);
    world.runFor(SECOND);
    assertThat(texts()).containsExactly("again");
  }

  @Test
  void anAnswerToAFormerProcessIsNotTaken() {
    served(b, RpcOptions.DEFAULT);
    call(MUTE, "x", SECOND);
    world.runFor(10 * MILLI);
    a.crash();
    List<Outcome> later = new ArrayList<>();
    a.restart(() -> {
      NetworkRpc again = rpc(a, RpcOptions.DEFAULT);
      again.call("b", MUTE, "y".getBytes(UTF_8), SECOND, later::add);
    });
    world.runFor(10 * MILLI);
    assertThat(unanswered).hasSize(2);
    // Both calls are number 1 of their process.
    unanswered.getFirst().accept("to x".getBytes(UTF_8));
    world.runFor(10 * MILLI);
    assertThat(later).isEmpty();
    unanswered.getLast().accept("to y".getBytes(UTF_8));
    world.runFor(10 * MILLI);
    assertThat(later).hasOnlyElementsOfType(Outcome.Answered.class).hasSize(1);
  }

  @Test
  void aBrokenLinkEndsCallsAtOnce() {
    served(b, RpcOptions.DEFAULT);
    call(MUTE, "x", 60 * SECOND);
    world.runFor(10 * MILLI);
    fromA.linkDown("b");
    call(ECHO, "y", 60 * SECOND);
    assertThat(texts())
        .containsExactly("unknown: the connection broke", "not done: there is no connection to it");
    fromA.linkUp("b");
    call(ECHO, "z", SECOND);
    world.runFor(10 * MILLI);
    assertThat(texts()).hasSize(3).contains("z");
  }

  @Test
  void tooManyCallsAndTooManyBytesAreTurnedAwayHere() {
    NetworkRpc small = rpc(world.node("c"), SMALL);
    for (int i = 0; i < 4; i++) {
      small.call("b", MUTE, new byte[10], SECOND, outcomes::add);
    }
    assertThat(texts()).containsExactly("busy: too many calls to it wait for an answer");
    world.runFor(2 * SECOND);
    outcomes.clear();
    small.call("b", MUTE, new byte[500], SECOND, outcomes::add);
    small.call("b", MUTE, new byte[501], SECOND, outcomes::add);
    small.call("b", MUTE, new byte[601], SECOND, outcomes::add);
    assertThat(texts())
        .containsExactly(
            "busy: too many calls to it wait for an answer",
            "not done: a request of 601 bytes is too large");
    outcomes.clear();
    small.call("d", MUTE, new byte[1], SECOND, outcomes::add);
    small.call("e", MUTE, new byte[1], SECOND, outcomes::add);
    small.call("f", MUTE, new byte[1], SECOND, outcomes::add);
    assertThat(texts()).containsExactly("not done: too many nodes are known");
  }

  @Test
  void theServerTurnsAwayWhatItHasNoRoomForAndGetsItsRoomBack() {
    served(b, SMALL);
    for (int i = 0; i < 5; i++) {
      call(MUTE, "x" + i, SECOND);
    }
    world.runFor(10 * MILLI);
    assertThat(texts()).hasSize(3).containsOnly("busy: it answers too many calls already");
    assertThat(unanswered).hasSize(2);
    // Nobody waits for them any more, and they are still there.
    world.runFor(10 * SECOND);
    outcomes.clear();
    call(ECHO, "y", SECOND);
    world.runFor(10 * MILLI);
    assertThat(texts()).containsExactly("busy: it answers too many calls already");
    long sent = world.network().sent();
    unanswered.getFirst().accept(new byte[0]);
    unanswered.getFirst().accept(new byte[0]);
    assertThat(world.network().sent()).as("nobody is told").isEqualTo(sent);
    outcomes.clear();
    call(ECHO, "y", SECOND);
    world.runFor(10 * MILLI);
    call(MUTE, "z", SECOND);
    call(MUTE, "z", SECOND);
    world.runFor(10 * MILLI);
    assertThat(texts()).containsExactly("y", "busy: it answers too many calls already");
  }

  @Test
  void workThatNeverEndsIsTakenForLostAfterTenMinutes() {
    served(b, SMALL);
    for (int i = 0; i < 2; i++) {
      call(MUTE, "x" + i, SECOND);
    }
    world.runFor(590 * SECOND);
    outcomes.clear();
    call(ECHO, "y", SECOND);
    world.runFor(10 * MILLI);
    assertThat(texts()).containsExactly("busy: it answers too many calls already");
    world.runFor(20 * SECOND);
    outcomes.clear();
    call(ECHO, "y", SECOND);
    world.runFor(10 * MILLI);
    assertThat(texts()).containsExactly("y");
  }

  @Test
  void whatCannotBeReadIsRefusedAndTakesUpNoRoom() {
    NetworkRpc rpc = served(b, SMALL);
    rpc.serve(
        11,
        (from, request, reply) -> {
          throw new MalformedMessageException("half of it is missing");
        });
    for (int i = 0; i < 5; i++) {
      call(11, "x" + i, SECOND);
      world.runFor(10 * MILLI);
    }
    assertThat(texts())
        .hasSize(5)
        .containsOnly("not done: it cannot be read: half of it is missing");
  }

  @Test
  void anAnswerThatIsTooLargeIsLost() {
    served(b, SMALL);
    call(MUTE, "x", SECOND);
    world.runFor(10 * MILLI);
    unanswered.getFirst().accept(new byte[601]);
    world.runFor(10 * MILLI);
    assertThat(texts()).containsExactly("unknown: an answer of 601 bytes is too large");
  }

  @Test
  void aServiceIsServedOnceOnly() {
    NetworkRpc rpc = served(b, SMALL);
    assertThatThrownBy(() -> rpc.serve(ECHO, (from, request, reply) -> {}))
        .isInstanceOf(Check.InvariantException.class);
  }

  @Test
  void whoLeavesAnswersWhatHasComeAndIsCalledNoMore() {
    NetworkRpc leaving = served(b, RpcOptions.DEFAULT);
    call(MUTE, "under way", 5 * SECOND);
    world.runFor(10 * MILLI);
    boolean[] left = {false};
    leaving.leave(2 * SECOND, () -> left[0] = true);
    call(ECHO, "on its way", 5 * SECOND);
    world.runFor(100 * MILLI);
    call(ECHO, "too late", 5 * SECOND);
    assertThat(texts()).containsExactly("on its way", "not done: it stops");
    assertThat(left[0]).as("before all is answered").isFalse();
    unanswered.getFirst().accept("at last".getBytes(UTF_8));
    world.runFor(100 * MILLI);
    assertThat(left[0]).isTrue();
    assertThat(texts()).endsWith("at last");
    b.crash();
    b.restart(() -> served(b, RpcOptions.DEFAULT));
    world.runFor(6 * SECOND);
    outcomes.clear();
    call(ECHO, "lost", SECOND);
    call(ECHO, "again", 2 * SECOND);
    world.runFor(2 * SECOND);
    call(ECHO, "again", SECOND);
    world.runFor(SECOND);
    assertThat(texts()).endsWith("again");
  }

  @Test
  void whoLeavesWaitsForNobodyForEver() {
    NetworkRpc leaving = served(b, RpcOptions.DEFAULT);
    call(MUTE, "for ever", 60 * SECOND);
    world.runFor(10 * MILLI);
    world.network().cut("a", "b");
    boolean[] left = {false};
    leaving.leave(SECOND, () -> left[0] = true);
    world.runFor(900 * MILLI);
    assertThat(left[0]).isFalse();
    world.runFor(200 * MILLI);
    assertThat(left[0]).isTrue();
  }

  @Test
  void aSilentNodeIsNotWaitedForAndNotCalledUntilItAnswers() {
    served(b, RpcOptions.DEFAULT);
    call(MUTE, "x", 60 * SECOND);
    world.runFor(10 * MILLI);
    world.network().cut("a", "b");
    fromA.silent("b");
    call(ECHO, "y", 60 * SECOND);
    assertThat(texts()).containsExactly("unknown: it is not heard", "not done: it is not heard");
    world.runFor(SECOND);
    call(ECHO, "z", 60 * SECOND);
    assertThat(texts()).hasSize(3).endsWith("not done: it is not heard");
    world.network().mend("a", "b");
    world.runFor(SECOND);
    call(ECHO, "it answers when asked", 60 * SECOND);
    world.runFor(10 * MILLI);
    call(ECHO, "again", SECOND);
    world.runFor(10 * MILLI);
    assertThat(texts()).hasSize(5).endsWith("again");
    assertThat(handled).containsExactly("a:again");
  }

  @Test
  void aNodeThatLeftMakesRoomAndMayComeBack() {
    NetworkRpc small = rpc(world.node("s"), SMALL);
    served(b, RpcOptions.DEFAULT);
    List<Outcome> ended = new ArrayList<>();
    small.call("b", ECHO, "1".getBytes(UTF_8), SECOND, ended::add);
    small.call("b", ECHO, "2".getBytes(UTF_8), SECOND, ended::add);
    world.runFor(100 * MILLI);
    assertThat(ended).hasOnlyElementsOfType(Outcome.Answered.class).hasSize(2);
    small.call("c", ECHO, "x".getBytes(UTF_8), SECOND, ended::add);
    small.call("d", ECHO, "x".getBytes(UTF_8), SECOND, ended::add);
    small.call("e", ECHO, "x".getBytes(UTF_8), SECOND, ended::add);
    assertThat(ended.getLast()).isEqualTo(new Outcome.NotDone("too many nodes are known"));
    small.forget("c");
    assertThat(ended.getLast()).isEqualTo(new Outcome.NotDone("the connection broke"));
    small.call("e", ECHO, "x".getBytes(UTF_8), SECOND, ended::add);
    small.forget("d");
    // The other process has the numbers 1 and 2 of this one still.
    small.forget("b");
    int before = ended.size();
    small.call("b", ECHO, "3".getBytes(UTF_8), SECOND, ended::add);
    world.runFor(100 * MILLI);
    assertThat(ended).hasSize(before + 1);
    assertThat(ended.getLast()).isInstanceOf(Outcome.Answered.class);
    assertThat(handled).containsExactly("s:1", "s:2", "s:3");
  }
}
