package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Clock;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Removal;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.node.repair.GroupView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final long MILLIS = 1_000_000L;
  private static final List<String> NAMES = List.of("a1", "b1");

  private final Map<String, Long> incarnations = new TreeMap<>();
  private final Map<String, Long> silent = new TreeMap<>();
  private final NodeDirectory nodes = new NodeDirectory();
  private long now = 17;

  PeersTest() {
    NAMES.forEach(name -> nodes.publish(new NodeInfo(name, name.substring(0, 1), "", "")));
  }

  private final Peers peers =
      new Peers(
          "a1",
          name -> incarnations.getOrDefault(name, 0L),
          name -> silent.getOrDefault(name, 0L),
          new PlacementDirectory(),
          new Clock() {
            @Override
            public long nanos() {
              return now;
            }

            @Override
            public long wallMillis() {
              return 0;
            }
          });

  @Test
  void aNodeThatIsAnotherProcessHasChanged() {
    assertThat(peers.changed(NAMES)).containsExactly("a1", "b1");
    assertThat(peers.changed(NAMES)).isEmpty();
    incarnations.put("b1", 1L);
    assertThat(peers.changed(NAMES)).containsExactly("b1");
    now += 300 * MILLIS;
    assertThat(peers.heardFor("b1")).isEqualTo(300 * MILLIS);
    incarnations.put("b1", 0L);
    assertThat(peers.changed(NAMES)).containsExactly("b1");
    assertThat(peers.heardFor("b1")).isZero();
    incarnations.put("b1", 2L);
    assertThat(peers.changed(NAMES)).containsExactly("b1");
  }

  /** What a node was before it was asked, or when it was looked at last, says nothing. */
  @Test
  void aNodeIsThereUntilItIsSilentThatIsAsked() {
    assertThat(alive("b1")).as("not asked yet").isTrue();
    silent.put("b1", 400 * MILLIS);
    assertThat(alive("b1")).as("asked just now").isTrue();
    silent.put("b1", 600 * MILLIS);
    assertThat(alive("b1")).isFalse();
    assertThat(peers.silentFor("b1")).isEqualTo(600 * MILLIS);
    silent.put("b1", 0L);
    assertThat(alive("b1")).as("asked no more, or heard").isTrue();
    assertThat(peers.silentFor("b1")).isZero();
  }

  @Test
  void whoRefusesIsLeftAloneForAWhile() {
    peers.changed(NAMES);
    peers.refused("b1");
    assertThat(alive("b1")).isFalse();
    now += 5_000 * MILLIS;
    assertThat(alive("b1")).isTrue();

    peers.notDone("b1");
    assertThat(alive("b1")).isTrue();
    now += 2_900 * MILLIS;
    peers.notDone("b1");
    assertThat(alive("b1")).as("within its patience").isTrue();
    now += 100 * MILLIS;
    peers.notDone("b1");
    assertThat(alive("b1")).isFalse();
  }

  @Test
  void whoIsLeavingAndWhoHasLeftIsSaid() {
    nodes.publish(new Removal("a1", Removal.Phase.LEAVING));
    nodes.publish(new Removal("b1", Removal.Phase.GONE));
    assertThat(peers.views(nodes))
        .containsExactly(
            new GroupView.NodeView("b1", "", false, true, 0),
            new GroupView.NodeView("a1", "a", true, true, 0));
    nodes.withdrawRemoval("a1");
    nodes.withdrawRemoval("b1");
    assertThat(peers.views(nodes))
        .containsExactly(new GroupView.NodeView("a1", "a", true, false, 0));
  }

  private boolean alive(String name) {
    return peers.views(nodes).stream()
        .filter(node -> node.name().equals(name))
        .allMatch(GroupView.NodeView::alive);
  }
}
