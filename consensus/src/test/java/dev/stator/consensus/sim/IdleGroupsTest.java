package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;
import static dev.stator.consensus.sim.SimCluster.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.consensus.core.Message;
import dev.stator.consensus.host.HostOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What groups of three cost while nothing happens, and how soon they go on when something does. */
class IdleGroupsTest {
  private final List<Message> messages = new ArrayList<>();

  @Test
  void anIdleGroupSaysNothingAndWakesNobody() {
    long one = eventsOfAMinute(1);
    assertThat(messages).isEmpty();
    long many = eventsOfAMinute(40);
    assertThat(messages).isEmpty();
    // Pings and their timer, which do not depend on the number of groups.
    assertThat(many).isBetween(one - one / 50, one + one / 50);
  }

  private long eventsOfAMinute(int groups) {
    SimCluster cluster = started(1, groups);
    for (long group : cluster.groups()) {
      cluster.propose(cluster.strong.leader(group), group);
    }
    cluster.simulation.runFor(2 * SECONDS);
    cluster.onSend((to, message) -> {
      messages.add(message);
      return SimCluster.Fate.PASS;
    });
    long before = cluster.simulation.eventsRun();
    for (int second = 0; second < 60; second++) {
      cluster.simulation.runFor(SECONDS);
      for (long group : cluster.groups()) {
        assertThat(cluster.strong.serves(cluster.strong.leader(group), group)).isTrue();
      }
    }
    return cluster.simulation.eventsRun() - before;
  }

  @Test
  void aKilledLeaderIsReplacedWithinASecond() {
    long worst = 0;
    long sum = 0;
    int runs = 30;
    for (long seed = 1; seed <= runs; seed++) {
      SimCluster cluster = started(seed, 1);
      String leader = cluster.strong.leader(1);
      cluster.simulation.runFor(seed * 7 * MILLIS);
      cluster.crash(leader, false);
      long before = cluster.simulation.nowNanos();
      assertThat(
              cluster.simulation.runUntil(
                  () -> cluster.names.stream().anyMatch(name -> cluster.strong.serves(name, 1)),
                  10 * SECONDS))
          .isTrue();
      long took = cluster.simulation.nowNanos() - before;
      worst = Math.max(worst, took);
      sum += took;
    }
    System.out.printf(
        "fail-over after a kill: %d ms in the mean, %d ms at worst%n",
        sum / runs / MILLIS, worst / MILLIS);
    assertThat(worst).isLessThan(SECONDS);
  }

  @Test
  void aNodeThatStopsHandsAllItsGroupsOver() {
    SimCluster cluster = started(2, 40);
    String node = cluster.strong.leader(1);
    int led = cluster.machine(node).host().groupsLed();
    assertThat(led).isGreaterThan(3);
    List<Integer> left = new ArrayList<>();
    long deadline = cluster.node(node).clock().nanos() + 5 * SECONDS;
    cluster
        .node(node)
        .run("stop", () -> cluster.machine(node).host().handOverAll(deadline, left::add));
    assertThat(cluster.simulation.runUntil(() -> !left.isEmpty(), 5 * SECONDS)).isTrue();
    assertThat(left).containsExactly(0);
    assertThat(
            cluster.simulation.runUntil(
                () -> {
                  for (long group : cluster.groups()) {
                    String leader = cluster.strong.leader(group);
                    if (leader == null
                        || leader.equals(node)
                        || !cluster.strong.serves(leader, group)) {
                      return false;
                    }
                  }
                  return true;
                },
                100 * MILLIS))
        .isTrue();
    assertThat(cluster.machine(node).host().heard(cluster.strong.leader(1))).isTrue();
  }

  /** Others like a group to be led by its first member, and do not know that it is stopping. */
  @Test
  void aNodeThatStopsHandsOverAgainWhatIsGivenBackToIt() {
    SimCluster cluster = started(2, 40);
    String node = cluster.strong.leader(1);
    String replica = cluster.machine(node).running(1).name;
    List<Integer> left = new ArrayList<>();
    long deadline = cluster.node(node).clock().nanos() + 5 * SECONDS;
    cluster
        .node(node)
        .run("stop", () -> cluster.machine(node).host().leadNoMore(deadline, left::add));
    assertThat(cluster.simulation.runUntil(() -> !left.isEmpty(), 5 * SECONDS)).isTrue();
    assertThat(left).containsExactly(0);
    for (int round = 0; round < 3; round++) {
      cluster.simulation.runFor(SECONDS);
      String other = cluster.strong.leader(1);
      assertThat(other).isNotEqualTo(node);
      cluster
          .node(other)
          .run(
              "back", () -> cluster.machine(other).running(1).group().handOver(replica, any -> {}));
      assertThat(
              cluster.simulation.runUntil(
                  () -> node.equals(cluster.strong.leader(1)), 500 * MILLIS))
          .isTrue();
      assertThat(
              cluster.simulation.runUntil(
                  () -> cluster.machine(node).host().groupsLed() == 0, 3 * SECONDS))
          .isTrue();
    }
    assertThat(left).containsExactly(0);
  }

  @Test
  void whenANodeDiesTheOthersStandAFewGroupsAtATime() {
    int most = 3;
    HostOptions options = HostOptions.DEFAULT.withElections(most, 10 * MILLIS);
    SimCluster cluster = started(new SimCluster(3, options, 300, Bug.NONE));
    String dead = cluster.strong.leader(1);
    int led = cluster.machine(dead).host().groupsLed();
    assertThat(led).isGreaterThan(60);
    // By sender and tenth of a second; a group asks two others.
    Map<String, Integer> asked = new HashMap<>();
    cluster.onSend((to, message) -> {
      if (message instanceof Message.PreVoteRequest) {
        long tenth = cluster.simulation.nowNanos() / (100 * MILLIS);
        asked.merge(message.from().substring(0, 2) + " " + tenth, 1, Integer::sum);
      }
      return SimCluster.Fate.PASS;
    });
    cluster.crash(dead, false);
    assertThat(
            cluster.simulation.runUntil(
                () -> {
                  for (long group : cluster.groups()) {
                    if (cluster.names.stream().noneMatch(n -> cluster.strong.serves(n, group))) {
                      return false;
                    }
                  }
                  return true;
                },
                2 * SECONDS))
        .isTrue();
    System.out.println("groups led by the dead: " + led + ", asked: " + asked);
    assertThat(asked).isNotEmpty();
    assertThat(asked.values()).allMatch(count -> count <= 2 * most * 11);
  }

  private static SimCluster started(long seed, int groups) {
    return started(SimCluster.asInProduction(seed, groups));
  }

  private static SimCluster started(SimCluster cluster) {
    cluster.start();
    assertThat(
            cluster.simulation.runUntil(
                () -> {
                  for (long group : cluster.groups()) {
                    if (cluster.strong.leader(group) == null) {
                      return false;
                    }
                  }
                  return true;
                },
                10 * SECONDS))
        .isTrue();
    cluster.simulation.runFor(SECONDS);
    return cluster;
  }
}
