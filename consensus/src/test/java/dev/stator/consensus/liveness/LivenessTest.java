package dev.stator.consensus.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that ping each other in a simulated world. */
class LivenessTest {
  private static final long MILLIS = 1_000_000;
  private static final long SECOND = 1000 * MILLIS;

  private final Simulation simulation = new Simulation(7);
  private final Machine a = new Machine("a");
  private final Machine b = new Machine("b");

  private final class Machine implements Liveness.Listener {
    private final SimNode node;
    private final List<String> told = new ArrayList<>();
    private Liveness liveness;

    Machine(String name) {
      node = simulation.node(name);
      boot();
    }

    void boot() {
      liveness =
          new Liveness(
              node.network(),
              node.scheduler(),
              node.clock(),
              node.random().fork(),
              LivenessOptions.DEFAULT,
              this);
    }

    boolean hears(Machine other) {
      return liveness.heard(other.node.name());
    }

    boolean counts(Machine other) {
      return liveness.peer(other.node.name()).support().runs(node.clock().nanos());
    }

    @Override
    public void changed(String name) {
      told.add(name);
    }

    @Override
    public void withdrawn(String name, Withdrawal withdrawal, long atNanos) {
      told.add(name + " " + withdrawal.groupId() + "/" + withdrawal.term());
    }
  }

  @Test
  void whoSharesNothingSaysNothing() {
    simulation.runFor(60 * SECOND);
    assertThat(simulation.network().sent()).isZero();
    assertThat(simulation.eventsRun()).isZero();
  }

  @Test
  void onePairCostsTheSameForAnyNumberOfGroups() {
    shareGroups(1);
    simulation.runFor(SECOND);
    long before = simulation.network().sent();
    simulation.runFor(10 * SECOND);
    long one = simulation.network().sent() - before;
    // Ten pings a second each way, and their pongs.
    assertThat(one).isBetween(370L, 430L);
    shareGroups(10_000);
    simulation.runFor(SECOND);
    before = simulation.network().sent();
    simulation.runFor(10 * SECOND);
    assertThat(simulation.network().sent() - before).isBetween(one - 20, one + 20);
    assertThat(a.counts(b)).isTrue();
  }

  @Test
  void stopsWhenNothingIsSharedAnyMore() {
    shareGroups(2);
    simulation.runFor(SECOND);
    for (int i = 0; i < 2; i++) {
      a.liveness.unshare("b");
      b.liveness.unshare("a");
    }
    simulation.runFor(SECOND);
    long before = simulation.eventsRun();
    simulation.runFor(60 * SECOND);
    assertThat(simulation.eventsRun()).isEqualTo(before);
    shareGroups(1);
    simulation.runFor(SECOND);
    assertThat(a.hears(b) && b.hears(a)).isTrue();
  }

  @Test
  void aCutOneWayIsSeenForWhatItIs() {
    shareGroups(1);
    simulation.runFor(SECOND);
    a.told.clear();
    b.told.clear();
    simulation.network().cut("a", "b");
    simulation.runFor(SECOND);
    // b hears no ping; a's pings bring no pong; but b's pings arrive.
    assertThat(b.hears(a)).isFalse();
    assertThat(a.counts(b)).isFalse();
    assertThat(a.hears(b)).isTrue();
    assertThat(a.told).containsExactly("b");
    assertThat(b.told).startsWith("a");
    simulation.network().heal();
    simulation.runFor(SECOND);
    assertThat(b.hears(a) && a.counts(b)).isTrue();
    assertThat(a.told).containsExactly("b", "b");
  }

  @Test
  void whoLostItsGroupsPingsNobodyAndIsReachedAllTheSame() {
    a.liveness.share("b");
    simulation.runFor(SECOND);
    assertThat(a.hears(b)).isFalse();
    assertThat(a.liveness.reaches("b")).isTrue();
    long before = a.liveness.incarnation("b");
    b.node.crash();
    b.node.restart();
    b.boot();
    simulation.runFor(SECOND / 2);
    assertThat(a.liveness.incarnation("b")).isNotZero().isNotEqualTo(before);
    simulation.network().isolate("b");
    simulation.runFor(SECOND);
    assertThat(a.liveness.reaches("b")).isFalse();
    assertThat(a.liveness.incarnation("b")).isZero();
  }

  /** A node owes an answer from when a group is shared with it, not since it was heard last. */
  @Test
  void silenceIsOfANodeThatIsAsked() {
    assertThat(a.liveness.silentNanos("b")).as("not asked").isZero();
    shareGroups(1);
    simulation.runFor(SECOND);
    assertThat(a.liveness.silentNanos("b")).as("reached").isZero();
    b.node.crash();
    simulation.runFor(2 * SECOND);
    assertThat(a.liveness.silentNanos("b")).isBetween(2_000 * MILLIS, 2_110 * MILLIS);

    a.liveness.unshare("b");
    simulation.runFor(10 * SECOND);
    assertThat(a.liveness.silentNanos("b")).as("asked no more").isZero();
    a.liveness.share("b");
    assertThat(a.liveness.silentNanos("b")).as("asked just now").isZero();
    simulation.runFor(SECOND);
    assertThat(a.liveness.silentNanos("b")).isEqualTo(SECOND);
    b.node.restart(b::boot);
    simulation.runFor(SECOND / 2);
    assertThat(a.liveness.silentNanos("b")).isZero();
  }

  @Test
  void aSilentNodeIsNamedWhenItsLeaseEndsAndNotMuchLater() {
    shareGroups(1);
    simulation.runFor(SECOND);
    a.told.clear();
    b.node.crash();
    long died = simulation.nowNanos();
    assertThat(simulation.runUntil(() -> !a.told.isEmpty(), SECOND)).isTrue();
    // The support ends first: it counts from when pings were sent, less a margin.
    assertThat(simulation.nowNanos() - died).isBetween(470 * MILLIS, 600 * MILLIS);
    assertThat(simulation.runUntil(() -> !a.hears(b), SECOND)).isTrue();
    assertThat(simulation.nowNanos() - died).isBetween(480 * MILLIS, 605 * MILLIS);
  }

  @Test
  void aProcessThatComesBackIsAnotherOne() {
    shareGroups(1);
    simulation.runFor(SECOND);
    Heard before = a.liveness.peer("b").heard();
    long generation = a.liveness.peer("b").support().generation();
    b.node.crash();
    b.node.restart(b::boot);
    simulation.runFor(MILLIS);
    b.liveness.share("a");
    a.told.clear();
    simulation.runFor(300 * MILLIS);
    assertThat(a.liveness.peer("b").heard().process()).isNotEqualTo(before.process());
    assertThat(a.liveness.peer("b").support().generation()).isEqualTo(generation + 1);
    assertThat(a.told).contains("b");
  }

  @Test
  void withdrawalsArriveThroughLoss() {
    shareGroups(1);
    simulation.runFor(SECOND);
    simulation
        .network()
        .everywhere(LinkSettings.HEALTHY.withLoss(0.5).withDuplicates(0.2).withReordering(0.5));
    for (int group = 1; group <= 500; group++) {
      b.liveness.peer("a").withdraw(new Withdrawal(group, 3));
      simulation.runFor(MILLIS);
    }
    simulation.runFor(20 * SECOND);
    for (int group = 1; group <= 500; group++) {
      assertThat(a.told).containsOnlyOnce("b " + group + "/3");
    }
    assertThat(b.liveness.peer("a").heard().ever()).isTrue();
  }

  @Test
  void aPauseSilencesNobodyWhoseMessagesWait() {
    shareGroups(1);
    simulation.runFor(SECOND);
    a.told.clear();
    a.node.pause(5 * SECOND);
    simulation.runFor(5100 * MILLIS);
    assertThat(a.hears(b)).isTrue();
    simulation.runFor(SECOND);
    assertThat(a.counts(b) && b.counts(a)).isTrue();
  }

  @Test
  void strangersAreAnsweredUpToALimit() {
    shareGroups(1);
    Machine stranger = new Machine("stranger");
    stranger.liveness.share("a");
    simulation.runFor(SECOND);
    assertThat(stranger.counts(a)).isTrue();
    assertThat(a.hears(stranger)).isTrue();
    stranger.liveness.unshare("a");
    simulation.runFor(10 * SECOND);
    assertThat(a.hears(stranger)).isFalse();
  }

  private void shareGroups(int count) {
    for (int i = 0; i < count; i++) {
      a.liveness.share("b");
      b.liveness.share("a");
    }
  }

  /**
   * Nothing that a clock measured counts when that has stood, as in a machine that is suspended.
   */
  @Test
  void aClockThatStoodVoidsWhatWasSentBefore() {
    shareGroups(1);
    simulation.runFor(SECOND);
    assertThat(a.counts(b)).isTrue();
    assertThat(a.liveness.keepsTime()).isTrue();
    a.node.pause(SECOND / 20);
    simulation.runFor(SECOND / 25);
    a.node.clock().stood(SECOND / 25);
    assertThat(a.liveness.keepsTime()).as("while nobody has looked").isFalse();
    simulation.network().cut("b", "a");
    simulation.runFor(SECOND / 5);
    assertThat(a.liveness.keepsTime()).isTrue();
    assertThat(a.counts(b)).as("with pongs of before").isFalse();
    simulation.network().mend("b", "a");
    simulation.runFor(SECOND / 5);
    assertThat(a.counts(b)).isTrue();
  }

  /** That looks the same, and costs no more than a moment without a lease. */
  @Test
  void aWallClockThatIsSetForwardCostsAMoment() {
    shareGroups(1);
    simulation.runFor(SECOND);
    a.node.clock().wallOffset(3_600_000);
    assertThat(a.liveness.keepsTime()).isFalse();
    simulation.runFor(SECOND / 2);
    assertThat(a.liveness.keepsTime() && a.counts(b)).isTrue();
    a.node.clock().wallOffset(-3_600_000);
    assertThat(a.liveness.keepsTime()).isTrue();
    simulation.runFor(SECOND / 2);
    assertThat(a.counts(b)).isTrue();
  }
}
