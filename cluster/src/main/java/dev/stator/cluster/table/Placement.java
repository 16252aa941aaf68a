package dev.stator.cluster.table;

import java.util.List;

/**
 * Where a partition's replicas are.
 *
 * @param partition the partition's id
 * @param version the log index of the membership that this is; the higher one is newer
 * @param replicas all members of the group
 * @param lastGeneration the highest generation ever given to a replica of this partition
 */
public record Placement(long partition, long version, List<Replica> replicas, int lastGeneration) {
  public Placement {
    replicas = List.copyOf(replicas);
  }

  /** What a replica holds. */
  public enum Kind {
    /** Log and data. */
    STORAGE,
    /** Recent log only. */
    LOG
  }

  /**
   * One member.
   *
   * @param node the name of its node
   * @param generation told apart from other replicas that the node had of this partition
   * @param voter false for a learner, which is being caught up
   */
  public record Replica(String node, int generation, Kind kind, boolean voter) {}
}
