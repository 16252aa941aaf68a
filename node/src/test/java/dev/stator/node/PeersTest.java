package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Clock;
import dev.stator.cluster.table.PlacementDirectory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final long MILLIS = 1_000_000L;
  private static final List<String> NAMES = List.of("a1", "b1");

  private final Map<String, Long> incarnations = new TreeMap<>(Map.of("b1", 0L));
  private long now = 17;

  private final Peers peers =
      new Peers(
          "a1",
          name -> incarnations.getOrDefault(name, 0L),
          600 * MILLIS,
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
  void aNodeIsSilentForAsLongAsItTakesToFindThatOut() {
    assertThat(peers.silentFor("b1")).isZero();
    assertThat(peers.changed(NAMES)).containsExactly("a1", "b1");
    now += 900 * MILLIS;
    assertThat(peers.silentFor("b1")).as("never heard").isZero();

    incarnations.put("b1", 1L);
    assertThat(peers.changed(NAMES)).containsExactly("b1");
    now += 300 * MILLIS;
    assertThat(peers.silentFor("b1")).as("heard").isZero();
    assertThat(peers.heardFor("b1")).isEqualTo(300 * MILLIS);

    incarnations.put("b1", 0L);
    assertThat(peers.changed(NAMES)).containsExactly("b1");
    assertThat(peers.silentFor("b1")).isEqualTo(600 * MILLIS);
    now += 200 * MILLIS;
    assertThat(peers.changed(NAMES)).isEmpty();
    assertThat(peers.silentFor("b1")).isEqualTo(800 * MILLIS);

    incarnations.put("b1", 2L);
    assertThat(peers.changed(NAMES)).containsExactly("b1");
    assertThat(peers.silentFor("b1")).as("another process").isZero();
  }
}
