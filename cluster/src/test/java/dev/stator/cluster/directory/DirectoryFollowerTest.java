package dev.stator.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.rpc.Rpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whom a node asks that believes the system table to be at a and b, and can also ask c and d. */
class DirectoryFollowerTest {
  private static final List<String> MEMBERS = List.of("a", "b");
  private static final List<String> OTHERS = List.of("c", "d");
  private static final long SECOND = 1_000_000_000L;

  private final Simulation simulation = new Simulation(1);
  private final SimNode node = simulation.node("self");
  private final Map<String, Long> versions = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private List<String> members = MEMBERS;
  private boolean placed = true;

  /** Each node that is there knows one item, as of its version. */
  private final class Calls implements Rpc {
    @Override
    public void call(
        String to, int service, byte[] request, long timeoutNanos, Consumer<Outcome> reply) {
      asked.add(to);
      Long version = versions.get(to);
      long since = DirectoryCodec1.question(request).since();
      if (version == null) {
        reply.accept(new Outcome.NotDone("not there"));
        return;
      }
      List<SystemChange> changes =
          version > since ? List.of(new SystemChange(version, "kind", "name", null)) : List.of();
      reply.accept(
          new Outcome.Answered(
              DirectoryCodec1.encode(
                  new SystemDelta(
                      since, Math.max(since, version), version, false, false, changes))));
    }

    @Override
    public void serve(int service, Handler handler) {}
  }

  private SystemView follow() {
    SystemView view = Knowledge.nothing().view();
    new DirectoryFollower(
            new Calls(),
            view,
            () -> members,
            () -> OTHERS,
            () -> placed,
            () -> false,
            node.scheduler().serial("follower"),
            problem -> {})
        .start();
    simulation.runFor(5 * SECOND);
    return view;
  }

  @Test
  void membersAreAskedInTurnAndNobodyElse() {
    versions.putAll(Map.of("a", 3L, "b", 4L, "c", 5L));
    assertThat(follow().version()).isEqualTo(4);
    assertThat(asked).hasSizeGreaterThan(20).startsWith("a", "b", "a", "b").containsOnly("a", "b");
  }

  /** One that answers is enough. */
  @Test
  void aMemberMayBeDown() {
    versions.putAll(Map.of("b", 4L, "c", 5L));
    assertThat(follow().version()).isEqualTo(4);
    assertThat(asked).containsOnly("a", "b");
  }

  @Test
  void othersAreAskedWhenAllMembersAreGone() {
    versions.put("d", 5L);
    assertThat(follow().version()).isEqualTo(5);
    assertThat(asked).startsWith("a", "b", "c", "a", "d", "b", "c", "a", "d");
  }

  /** They answer, and know nothing any more. */
  @Test
  void othersAreAskedByANodeThatHasNoPlace() {
    placed = false;
    versions.putAll(Map.of("a", 0L, "b", 0L, "c", 5L, "d", 5L));
    assertThat(follow().version()).isEqualTo(5);
    placed = true;
    asked.clear();
    simulation.runFor(SECOND);
    assertThat(asked).isNotEmpty().containsOnly("a", "b");
  }

  @Test
  void othersAreAskedWhereNoMemberIsKnown() {
    members = List.of();
    versions.put("c", 5L);
    assertThat(follow().version()).isEqualTo(5);
  }
}
