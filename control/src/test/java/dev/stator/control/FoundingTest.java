package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SerialExecutor;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.directory.SystemChange;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.table.NodeItems;
import dev.stator.model.item.ItemCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FoundingTest {
  private static final long SECOND = 1_000_000_000L;
  private final Simulation simulation = new Simulation(1);
  private final SerialExecutor executor = simulation.node("a").scheduler().serial("admin");
  private final Knowledge knowledge = Knowledge.nothing();
  private final List<Registration> founders = List.of(registration("a"), registration("b"));
  private final List<String> ran = new ArrayList<>();
  private boolean leads = true;
  private final Founding founding = new Founding(founders, knowledge.view(), () -> leads, executor);

  private static Registration registration(String name) {
    return new Registration(new NodeInfo(name, "zone-" + name, name, name), 7, 1024);
  }

  private void stands(int founder) {
    Registration registration = founders.get(founder);
    byte[] item = ItemCodec.encode(NodeItems.toItem(registration));
    knowledge
        .view()
        .apply(
            founder + 1,
            List.of(new SystemChange(founder + 1, "node", registration.node().name(), item)));
  }

  @Test
  void aCallThatComesTooEarlyRunsWhenAllStand() {
    assertThat(founding.keeps(() -> ran.add("first"))).isTrue();
    stands(0);
    simulation.runFor(SECOND);
    assertThat(founding.keeps(() -> ran.add("second"))).isTrue();
    assertThat(founding.missing()).containsExactly(founders.get(1));
    simulation.runFor(SECOND);
    assertThat(ran).isEmpty();
    stands(1);
    simulation.runFor(SECOND);
    assertThat(ran).containsExactly("first", "second");
    assertThat(founding.done()).isTrue();
    assertThat(founding.keeps(() -> ran.add("late"))).isFalse();
  }

  @Test
  void whoeverWaitsIsLetGoWithTheLead() {
    founding.keeps(() -> ran.add("first"));
    leads = false;
    simulation.runFor(SECOND);
    assertThat(ran).containsExactly("first");
    assertThat(founding.keeps(() -> ran.add("second"))).isFalse();
  }

  @Test
  void onlySoManyWait() {
    for (int i = 0; i < Founding.WAITING_MAX; i++) {
      assertThat(founding.keeps(() -> ran.add("x"))).isTrue();
    }
    assertThat(founding.keeps(() -> ran.add("x"))).isFalse();
    leads = false;
    simulation.runFor(SECOND);
    assertThat(ran).hasSize(Founding.WAITING_MAX);
  }
}
