package dev.stator.consensus.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElectionPaceTest {
  private static final long MILLIS = 1_000_000L;

  private final Simulation simulation = new Simulation(3);
  private final SimNode node = simulation.node("n1");
  private final ElectionPace pace =
      new ElectionPace(node.clock(), node.scheduler().serial("pace"), 3, 10 * MILLIS);
  private final List<String> turns = new ArrayList<>();

  @Test
  void aFewBeginAtOnceAndTheOthersInTheirOrder() {
    List<Boolean> begun = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int group = i;
      begun.add(pace.begin(() -> turns.add("group " + group)));
    }
    assertThat(begun).containsExactly(true, true, true, false, false, false, false, false);
    assertThat(pace.waiting()).isEqualTo(5);
    simulation.runFor(9 * MILLIS);
    assertThat(turns).isEmpty();
    simulation.runFor(4 * MILLIS);
    assertThat(turns).containsExactly("group 3", "group 4", "group 5");
    // Nobody overtakes those who wait.
    assertThat(pace.begin(() -> turns.add("late"))).isFalse();
    simulation.runFor(10 * MILLIS);
    assertThat(turns).endsWith("group 6", "group 7", "late").hasSize(6);
    assertThat(simulation.runUntilIdle(1000 * MILLIS)).isTrue();
  }

  @Test
  void whatBeginsSeldomNeverWaits() {
    for (int i = 0; i < 100; i++) {
      assertThat(pace.begin(() -> turns.add("waited"))).isTrue();
      simulation.runFor(4 * MILLIS);
    }
    assertThat(turns).isEmpty();
  }
}
