package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import dev.stator.server.core.NodeCore;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What {@link ClusterWorld#unsettled} demands can be missing, and is missed then. */
class ClusterWorldTest {
  /** Its node answers all the while, and its leader takes the group for whole at first. */
  @Test
  void aReplicaThatIsNotThereIsMissed() {
    OneTable table = new OneTable(5, new TreeMap<>());
    ClusterWorld world = table.world;
    table.await(60, "a whole cluster", () -> world.unsettled() == null);
    long partition = table.partition();
    GroupStatus led = status(table.leader(), partition);
    String gone =
        led.membership().voters().stream()
            .map(Member::name)
            .filter(name -> !name.equals(led.self()))
            .findFirst()
            .orElseThrow();
    ClusterMachine machine = world.machine(ReplicaName.nodeOf(gone));
    NodeCore core = Objects.requireNonNull(machine.core());
    machine.node.run("retire", () -> core.storage().retire(partition, done -> {}));
    world.simulation.runFor(World.SECONDS);
    assertThat(world.unsettled())
        .isEqualTo("the replica " + gone + " of partition " + partition + " is gone: null");

    table.await(90, "another one", () -> world.unsettled() == null);
    assertThat(status(table.leader(), partition).membership().contains(gone)).isFalse();
  }

  private static GroupStatus status(ClusterMachine machine, long partition) {
    NodeCore core = Objects.requireNonNull(machine.core());
    return Objects.requireNonNull(core.storage().status(partition));
  }
}
