package dev.stator.cluster.table;

import dev.stator.model.key.HashRange;

/**
 * One partition of a table.
 *
 * @param id the partition's id, which is also its replication group's; never used twice
 * @param hashes the hashes of the partition keys that it holds
 */
public record PartitionRange(long id, HashRange hashes) {}
