package dev.stator.base.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int MESSAGES = 100;

  private final Simulation world = new Simulation(5);
  private final SimNode a = world.node("a");
  private final SimNode b = world.node("b");
  private final List<Integer> got = new ArrayList<>();

  SimNetworkTest() {
    b.network().receive((from, message) -> got.add((int) message[0]));
  }

  @Test
  void aHealthyLinkDeliversAllInOrderWithinItsDelay() {
    send();
    world.runFor(LinkSettings.HEALTHY.delayNanosMin() - 1);
    assertThat(got).isEmpty();
    world.runFor(SECOND);
    assertThat(got).hasSize(MESSAGES).isSorted();
  }

  @Test
  void lossDropsSome() {
    world.network().everywhere(LinkSettings.HEALTHY.withLoss(0.3));
    send();
    world.runFor(SECOND);
    assertThat(got.size()).isBetween(40, 90);
    assertThat(world.network().lost()).isEqualTo(MESSAGES - got.size());
  }

  @Test
  void duplicatesArriveTwice() {
    world.network().link("a", "b", LinkSettings.HEALTHY.withDuplicates(1));
    send();
    world.runFor(SECOND);
    assertThat(got).hasSize(2 * MESSAGES);
    assertThat(got.stream().distinct()).hasSize(MESSAGES);
  }

  @Test
  void reorderingBreaksTheOrder() {
    world.network().everywhere(LinkSettings.HEALTHY.withReordering(0.5));
    send();
    world.runFor(SECOND);
    assertThat(got).hasSize(MESSAGES).isNotEqualTo(got.stream().sorted().toList());
  }

  @Test
  void slowMessagesComeMuchLater() {
    world.network().everywhere(LinkSettings.HEALTHY.withReordering(1).withSlow(0.5, 10 * SECOND));
    send();
    world.runFor(SECOND);
    assertThat(got.size()).isBetween(30, 80);
    world.runFor(10 * SECOND);
    assertThat(got).hasSize(MESSAGES);
  }

  @Test
  void aCutIsOneWay() {
    List<Integer> back = new ArrayList<>();
    a.network().receive((from, message) -> back.add((int) message[0]));
    world.network().cut("a", "b");
    send();
    b.network().send("a", new byte[] {9});
    world.runFor(SECOND);
    assertThat(got).isEmpty();
    assertThat(back).containsExactly(9);
    world.network().mend("a", "b");
    send();
    world.runFor(SECOND);
    assertThat(got).hasSize(MESSAGES);
  }

  @Test
  void aPartitionIsBothWaysUntilHealed() {
    world.network().partition(List.of("a"), List.of("b"));
    send();
    world.runFor(SECOND);
    assertThat(got).isEmpty();
    world.network().healAll();
    send();
    world.runFor(SECOND);
    assertThat(got).hasSize(MESSAGES);
  }

  @Test
  void ofMessagesUnderWaySomeOutliveTheCut() {
    send();
    world.network().isolate("b");
    world.runFor(SECOND);
    assertThat(got.size()).isBetween(20, 80);
  }

  @Test
  void beyondTheByteLimitMessagesAreDropped() {
    world.network().everywhere(LinkSettings.HEALTHY.withBytesInFlightMax(10));
    send();
    world.runFor(SECOND);
    assertThat(got).hasSize(10);
    send();
    world.runFor(SECOND);
    assertThat(got).hasSize(20);
  }

  @Test
  void aMessageIsACopy() {
    byte[] message = {1};
    a.network().send("b", message);
    message[0] = 2;
    world.runFor(SECOND);
    assertThat(got).containsExactly(1);
  }

  @Test
  void theDeadNeitherSendNorReceive() {
    var oldNetwork = a.network();
    send();
    b.crash();
    a.crash();
    oldNetwork.send("b", new byte[1]);
    world.runFor(SECOND);
    a.restart();
    b.restart();
    b.network().receive((from, message) -> got.add((int) message[0]));
    oldNetwork.send("b", new byte[1]);
    a.network().send("nobody", new byte[1]);
    world.runFor(SECOND);
    assertThat(got).isEmpty();
  }

  private void send() {
    for (int i = 0; i < MESSAGES; i++) {
      a.network().send("b", new byte[] {(byte) i});
    }
  }
}
