package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.consensus.Membership;
import dev.stator.consensus.host.HostOptions;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.node.NodeOptions;
import dev.stator.storage.wal.LogOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** One row overwritten for ever: the log's own limit leads to a flush, and its space comes back. */
class LogLimitTest {
  private static final long PARTITION = 2001;
  private static final int SEGMENT_BYTES = 16 << 10;

  private final Simulation simulation = new Simulation(5);
  private final LogOptions log = LogOptions.small(SEGMENT_BYTES);
  private final Machine machine =
      new Machine(
          simulation,
          "a",
          new Machine.Setup(
              Membership.storage("a"),
              log,
              HostOptions.DEFAULT,
              NodeOptions.DEFAULT,
              List.of(PARTITION)));

  @Test
  void theLogStaysNearItsLimit() {
    machine.start();
    simulation.runFor(World.SECONDS);
    long highest = 0;
    for (int i = 0; i < 3_000; i++) {
      assertThat(put()).isInstanceOf(PartitionResponse.Written.class);
      highest = Math.max(highest, running().log().bytes());
    }
    assertThat(3_000 * 100).as("far more than the limit").isGreaterThan((int) log.bytesMax() * 4);
    assertThat(highest).isLessThan(log.bytesMax() + 4 * SEGMENT_BYTES);
  }

  @Test
  void afterARefusedFlushTheSpaceComesBackToo() {
    machine.start();
    simulation.runFor(World.SECONDS);
    machine.engine.refuse(false, true);
    for (int i = 0; i < 1_500; i++) {
      put();
    }
    assertThat(running().log().bytes()).isGreaterThan(log.bytesMax());
    machine.engine.refuse(false, false);
    for (int i = 0; i < 600; i++) {
      put();
    }
    assertThat(running().log().bytes()).isLessThan(log.bytesMax() + 4 * SEGMENT_BYTES);
  }

  private Machine.RunningNode running() {
    return Objects.requireNonNull(machine.process());
  }

  private PartitionResponse put() {
    List<PartitionResponse> answers = new ArrayList<>();
    machine.node.run(
        "client",
        () ->
            running()
                .storage()
                .send(
                    Requests.of(PARTITION, new TrackedItem("one"), Kind.PUT, 7, 0), answers::add));
    assertThat(simulation.runUntil(() -> !answers.isEmpty(), World.SECONDS)).isTrue();
    return answers.getFirst();
  }
}
