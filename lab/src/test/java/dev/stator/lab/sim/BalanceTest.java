package dev.stator.lab.sim;

import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeOptions;
import dev.stator.server.core.NodeCore;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever led first after a table was made: the lead goes to the first of the voters. */
class BalanceTest {
  /** In some of these another one leads first, and its monotonic clock begins below zero. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theFirstVoterLeads(long seed) {
    OneTable table =
        new OneTable(
            new ClusterWorld(seed, 3, HostOptions.DEFAULT, NodeOptions.DEFAULT), new TreeMap<>());
    table.await(60, "a whole cluster", () -> table.world.unsettled() == null);
    long partition = table.partition();
    table.await(60, "a lead of the first voter", () -> firstLeads(table.world, partition));
  }

  private static boolean firstLeads(ClusterWorld world, long partition) {
    ClusterMachine leader = world.leader(partition);
    NodeCore core = leader == null ? null : leader.core();
    GroupStatus status = core == null ? null : core.storage().status(partition);
    return status != null && status.self().equals(status.membership().voters().getFirst().name());
  }
}
