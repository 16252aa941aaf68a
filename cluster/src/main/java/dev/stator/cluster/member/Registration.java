package dev.stator.cluster.member;

import dev.stator.base.Check;

/**
 * How a node stands in the system table.
 *
 * @param store random number of the node's data folder: a node that comes back with another one has
 *     lost what it held
 * @param firstPartition the id from which on partitions may be made on this folder from nothing;
 *     those below it may have been there before the folder was lost, with votes that must not be
 *     cast again
 */
public record Registration(NodeInfo node, long store, long firstPartition) {
  public Registration {
    Check.that(firstPartition >= 0, "a partition id is not negative: %d", firstPartition);
  }
}
