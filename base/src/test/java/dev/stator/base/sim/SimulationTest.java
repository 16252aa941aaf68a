package dev.stator.base.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SerialExecutor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void sameSeedSameTrace() {
    for (long seed = 0; seed < 20; seed++) {
      Simulation first = busyWorld(seed);
      Simulation second = busyWorld(seed);
      assertThat(first.traceHash()).as("seed %d", seed).isEqualTo(second.traceHash());
      assertThat(first.traceLines()).isEqualTo(second.traceLines()).isNotEmpty();
    }
  }

  @Test
  void differentSeedsDifferentTraces() {
    assertThat(java.util.stream.LongStream.range(0, 50).map(s -> busyWorld(s).traceHash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void recordingDoesNotChangeTheRun() {
    assertThat(world(3, 0).traceHash()).isEqualTo(world(3, 1000).traceHash());
  }

  @Test
  void executorsKeepTheirOwnOrderAndInterleaveBySeed() {
    List<List<String>> orders = new ArrayList<>();
    for (long seed = 0; seed < 20; seed++) {
      Simulation world = new Simulation(seed);
      SerialExecutor x = world.node("a").scheduler().serial("x");
      SerialExecutor y = world.node("a").scheduler().serial("y");
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int number = i;
        x.execute(() -> order.add("x" + number));
        y.execute(() -> order.add("y" + number));
      }
      assertThat(order).isEmpty();
      assertThat(world.runUntilIdle(SECOND)).isTrue();
      assertThat(order).containsSubsequence("x0", "x1", "x2", "x3", "x4");
      assertThat(order).containsSubsequence("y0", "y1", "y2", "y3", "y4").hasSize(10);
      orders.add(order);
    }
    assertThat(orders.stream().distinct().count()).isGreaterThan(5);
  }

  @Test
  void timersComeNoSoonerThanAskedAndNotAfterCancel() {
    Simulation world = new Simulation(1);
    SimNode a = world.node("a");
    SerialExecutor executor = a.scheduler().serial("x");
    List<String> ran = new ArrayList<>();
    executor.schedule(SECOND, () -> ran.add("late at " + world.nowNanos() / SECOND));
    executor.schedule(SECOND / 2, () -> ran.add("cancelled")).cancel();
    world.runFor(SECOND - 1);
    assertThat(ran).isEmpty();
    world.runFor(SECOND);
    assertThat(ran).containsExactly("late at 1");
  }

  @Test
  void timersFollowTheDriftOfTheirClock() {
    Simulation world = new Simulation(1);
    SimNode a = world.node("a");
    a.clock().drift(-100_000);
    long begin = a.clock().nanos();
    long[] at = new long[2];
    a.scheduler()
        .serial("x")
        .schedule(
            SECOND,
            () -> {
              at[0] = a.clock().nanos() - begin;
              at[1] = world.nowNanos();
            });
    world.after(SECOND / 2, () -> a.clock().drift(-500_000));
    assertThat(world.runUntil(() -> at[1] > 0, 10 * SECOND)).isTrue();
    assertThat(at[0]).isBetween(SECOND, SECOND + 100_000);
    assertThat(at[1]).isGreaterThan(SECOND + SECOND / 2);
  }

  @Test
  void aTimerForeverAwayDoesNotFireNow() {
    Simulation world = new Simulation(1);
    int[] fired = new int[1];
    world.node("a").scheduler().serial("x").schedule(Long.MAX_VALUE, () -> fired[0]++);
    world.runFor(1000 * SECOND);
    assertThat(fired[0]).isZero();
  }

  @Test
  void wallClockMayJumpWhileNanosGoOn() {
    Simulation world = new Simulation(1);
    SimClock clock = world.node("a").clock();
    long wall = clock.wallMillis();
    long nanos = clock.nanos();
    clock.wallOffset(-5_000);
    world.runFor(SECOND);
    assertThat(clock.wallMillis()).isEqualTo(wall - 4_000);
    assertThat(clock.nanos()).isEqualTo(nanos + SECOND);
  }

  @Test
  void whatACrashInterruptsNeverRuns() {
    Simulation world = new Simulation(1);
    SimNode a = world.node("a");
    List<String> ran = new ArrayList<>();
    SerialExecutor old = a.scheduler().serial("x");
    old.execute(() -> ran.add("queued"));
    old.schedule(SECOND, () -> ran.add("timer"));
    a.crash();
    old.execute(() -> ran.add("submitted while down"));
    a.restart(() -> ran.add("boot"));
    old.execute(() -> ran.add("submitted to the old boot"));
    old.schedule(1, () -> ran.add("timer of the old boot"));
    world.runFor(3 * SECOND);
    assertThat(ran).containsExactly("boot");
  }

  @Test
  void aTaskThatCrashesItsOwnMachineEndsThere() {
    Simulation world = new Simulation(1);
    SimNode a = world.node("a");
    List<String> ran = new ArrayList<>();
    SerialExecutor executor = a.scheduler().serial("x");
    executor.execute(a::crash);
    executor.execute(() -> ran.add("after"));
    world.runFor(SECOND);
    assertThat(ran).isEmpty();
    assertThat(a.up()).isFalse();
  }

  @Test
  void aPausedMachineDoesNothingAndThenGoesOn() {
    Simulation world = new Simulation(1);
    SimNode a = world.node("a");
    List<Long> ran = new ArrayList<>();
    a.network().receive((from, message) -> ran.add(world.nowNanos()));
    world.node("b").network().send("a", new byte[1]);
    a.scheduler().serial("x").schedule(SECOND, () -> ran.add(world.nowNanos()));
    a.pause(5 * SECOND);
    world.runFor(5 * SECOND - 1);
    assertThat(ran).isEmpty();
    world.runFor(SECOND);
    assertThat(ran).hasSize(2);
  }

  @Test
  void anUncaughtThrowableNamesTheSeed() {
    Simulation world = new Simulation(77);
    world
        .node("a")
        .scheduler()
        .serial("applier")
        .execute(() -> {
          throw new IllegalArgumentException("broken");
        });
    assertThatThrownBy(() -> world.runFor(SECOND))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("seed 77")
        .hasMessageContaining("node a")
        .hasMessageContaining("'applier'")
        .hasRootCauseMessage("broken");
  }

  @Test
  void aFatalHandlerMayCrashTheMachineInstead() {
    Simulation world = new Simulation(77);
    SimNode a = world.node("a");
    a.onFatal(thrown -> thrown instanceof IllegalArgumentException);
    a.scheduler()
        .serial("x")
        .execute(() -> {
          throw new IllegalArgumentException("expected");
        });
    world.runFor(SECOND);
    assertThat(a.up()).isFalse();
  }

  @Test
  void runUntilStopsAtTheConditionOrTheDeadline() {
    Simulation world = new Simulation(1);
    int[] count = new int[1];
    world.after(SECOND, () -> count[0]++);
    assertThat(world.runUntil(() -> count[0] == 1, SECOND / 2)).isFalse();
    assertThat(world.nowNanos()).isEqualTo(SECOND / 2);
    assertThat(world.runUntil(() -> count[0] == 1, SECOND)).isTrue();
    assertThat(world.nowNanos()).isEqualTo(SECOND);
  }

  private static Simulation busyWorld(long seed) {
    return world(seed, 100_000);
  }

  /** Three machines that pass a counter around on a bad network while one of them dies at times. */
  private static Simulation world(long seed, int lines) {
    Simulation world = new Simulation(seed);
    world.recordTrace(lines);
    world.network().everywhere(LinkSettings.HOSTILE);
    String[] names = {"a", "b", "c"};
    for (String name : names) {
      boot(world.node(name), names);
    }
    for (int i = 1; i < 5; i++) {
      world.after(
          i * SECOND,
          () -> {
            SimNode victim = world.node(names[world.random().nextInt(3)]);
            if (victim.up()) {
              victim.powerLoss();
            } else {
              victim.restart();
              boot(victim, names);
            }
          });
    }
    world.runFor(5 * SECOND);
    return world;
  }

  private static void boot(SimNode node, String[] names) {
    SerialExecutor executor = node.scheduler().serial("work");
    SerialExecutor disk = node.scheduler().blocking("disk");
    var random = node.random().fork();
    node.network()
        .receive((from, message) ->
            executor.execute(() -> {
              message[0]++;
              disk.execute(() -> node.network().send(names[random.nextInt(3)], message));
            }));
    executor.schedule(
        random.nextLong(SECOND), () -> node.network().send(names[random.nextInt(3)], new byte[8]));
  }
}
