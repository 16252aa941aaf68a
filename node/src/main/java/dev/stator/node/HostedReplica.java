package dev.stator.node;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.Placement;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.StateMachine;
import org.jspecify.annotations.Nullable;

/** A replica of a partition on this node. */
sealed interface HostedReplica extends StateMachine permits PartitionReplica, LogReplica {
  long partition();

  ReplicationGroup group();

  /** The last index whose effects are in the store; any thread. */
  long appliedInEngine();

  /**
   * Up to where the log is needless once all that the store has taken so far is durable. Any
   * thread.
   */
  long trimmable();

  /** On the executor, once, after the group is open. */
  void begin();

  /** Serves and writes nothing any more. On the executor. */
  void retire();

  /** Whether a membership that knows of this replica has it no more. Any thread. */
  default boolean leftOut(Placement placement) {
    String self = group().status().self();
    int generation = ReplicaName.generationOf(self);
    return generation > 0
        && generation <= placement.lastGeneration()
        && placement.replicas().stream()
            .noneMatch(other ->
                other.node().equals(ReplicaName.nodeOf(self)) && other.generation() == generation);
  }

  /** Whether its group has no other member. Any thread. */
  default boolean alone() {
    Membership membership = group().membership();
    return membership.voters().size() == 1 && membership.learners().isEmpty();
  }

  /** Whether a strong read may be answered at this moment. Any thread. */
  default boolean servesStrongReads() {
    return false;
  }

  /** Says which node leads, as far as this replica knows. Any thread. */
  default PartitionResponse notLeader() {
    return notLeader(group().leader());
  }

  /** Those who ask know nodes; which replica of the node leads is the group's own business. */
  static PartitionResponse notLeader(@Nullable String leader) {
    return new PartitionResponse.NotLeader(leader == null ? null : ReplicaName.nodeOf(leader));
  }
}
