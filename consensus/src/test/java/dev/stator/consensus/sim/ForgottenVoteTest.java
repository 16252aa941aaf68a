package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;
import static dev.stator.consensus.sim.SimCluster.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.sim.SimNetwork;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.core.Message;
import dev.stator.consensus.host.HostOptions;
import dev.stator.consensus.liveness.LivenessOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Two members that do not hear each other stand in the same term. The third votes for one, which
 * leads, and restarts while the other one still asks.
 */
class ForgottenVoteTest {
  private static final int SEEDS = 5;

  @Test
  void aMemberVotesOnceInATerm() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      new Schedule(seed, Bug.NONE).play();
    }
  }

  @Test
  void oneThatForgetsItsVoteIsFound() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Schedule forgetting = new Schedule(seed, Bug.FORGET_VOTE);
      assertThatThrownBy(forgetting::play)
          .as("seed %d", seed)
          .hasStackTraceContaining("two leaders in");
    }
  }

  /** One cluster. */
  private static final class Schedule {
    private static final long GROUP = 1;
    private static final long LEASE = 60 * MILLIS;

    private final SimCluster cluster;
    private final SimNetwork network;

    /** Who stands, and in which term: whoever began first comes first. */
    private final Map<String, Long> standing = new LinkedHashMap<>();

    /** Whose questions for votes go through. */
    private final Set<String> asking = new TreeSet<>();

    private String elected = "";

    Schedule(long seed, Bug bug) {
      // An attempt to be elected takes much longer than a member keeps still after a restart.
      CoreOptions core =
          new CoreOptions(LEASE, SECONDS, 20 * MILLIS, 64 << 10, 256 << 10, 1 << 20, 64 << 20);
      HostOptions options =
          HostOptions.DEFAULT
              .withLiveness(LivenessOptions.DEFAULT.withTimes(LEASE / 3, LEASE))
              .withCore(core);
      cluster = new SimCluster(seed, options, 1, bug);
      network = cluster.simulation.network();
    }

    void play() {
      cluster.start();
      await("a leader", () -> cluster.strong.leader(GROUP) != null);
      String voter = cluster.strong.leader(GROUP);
      List<String> others = cluster.names.stream().filter(name -> !name.equals(voter)).toList();

      // Everybody is alone until the leader has given up; then the others hear it, not each other.
      cut(others.getFirst(), others.getLast());
      others.forEach(other -> cut(voter, other));
      cluster.simulation.runFor(4 * LEASE);
      cluster.onSend((to, message) -> fate(voter, to, message));
      for (String other : others) {
        network.mend(voter, other);
        network.mend(other, voter);
      }
      await("two that stand in one term", this::bothStand);

      String first = standing.keySet().iterator().next();
      cluster.onElected(node -> elected = node);
      asking.add(first);
      assertThat(cluster.simulation.runUntil(() -> elected.equals(first), SECONDS)).isTrue();

      cluster.crash(voter, false);
      network.isolate(first);
      cluster.simulation.runFor(10 * MILLIS);
      cluster.restart(voter);
      asking.addAll(others);
      cluster.simulation.runFor(10 * LEASE);

      cluster.onSend((to, message) -> SimCluster.Fate.PASS);
      network.healAll();
      await("the same everywhere", cluster::converged);
    }

    /** The one that led is not elected again, and nobody learns of a later term. */
    private SimCluster.Fate fate(String voter, String to, Message message) {
      return switch (message) {
        case Message.PreVoteResponse granted when to.equals(voter) -> SimCluster.Fate.DROP;
        case Message.TermNotice later -> SimCluster.Fate.DROP;
        case Message.VoteRequest request -> {
          String from = ReplicaName.nodeOf(request.from());
          if (!Long.valueOf(request.term()).equals(standing.get(from))) {
            standing.remove(from);
            standing.put(from, request.term());
          }
          yield asking.contains(from) ? SimCluster.Fate.PASS : SimCluster.Fate.DROP;
        }
        default -> SimCluster.Fate.PASS;
      };
    }

    private boolean bothStand() {
      return standing.size() == 2 && standing.values().stream().distinct().count() == 1;
    }

    private void cut(String one, String other) {
      network.cut(one, other);
      network.cut(other, one);
    }

    private void await(String what, BooleanSupplier condition) {
      assertThat(cluster.eventually(condition, 60 * SECONDS)).as(what).isTrue();
    }
  }
}
