package dev.stator.cluster.table;

import dev.stator.base.Check;
import dev.stator.model.index.IndexDefinition;
import java.util.List;

/**
 * A global secondary index of a table, which has partitions of its own.
 *
 * @param id never given to another index of any table
 * @param added whether the table was there before: then the index is filled from it
 * @param backfilling while it is {@link IndexStatus#CREATING}: whether it is being filled, or else
 *     waits for its partitions
 * @param throughput its own, provisioned; zeros when the table is on demand
 * @param onDemandMax its own
 * @param partitions in order of the hash ranges of its partition keys, covering the whole space
 */
public record GlobalIndex(
    long id,
    IndexDefinition definition,
    IndexStatus status,
    boolean added,
    boolean backfilling,
    Throughput throughput,
    OnDemandMax onDemandMax,
    List<PartitionRange> partitions) {
  public GlobalIndex {
    partitions = List.copyOf(partitions);
    Check.that(id > 0, "the id of an index is positive: %d", id);
    HashSpace.checkCovered("an index", partitions);
  }

  public String name() {
    return definition.name();
  }

  /** The partition that holds rows of this hash. */
  public PartitionRange partition(long hash) {
    return HashSpace.find(partitions, hash);
  }

  /** Whether the table's partitions feed it. */
  public boolean fed() {
    return switch (status) {
      case CREATING -> !added || backfilling;
      case UPDATING, ACTIVE -> true;
      case DELETING -> false;
    };
  }

  public GlobalIndex with(IndexStatus nextStatus, boolean nextBackfilling) {
    return new GlobalIndex(
        id, definition, nextStatus, added, nextBackfilling, throughput, onDemandMax, partitions);
  }

  public GlobalIndex with(Throughput nextThroughput, OnDemandMax nextMax) {
    return new GlobalIndex(
        id, definition, status, added, backfilling, nextThroughput, nextMax, partitions);
  }

  GlobalIndex renewed(long partition, long fresh) {
    return new GlobalIndex(
        id,
        definition,
        status,
        added,
        backfilling,
        throughput,
        onDemandMax,
        HashSpace.renewed(partitions, partition, fresh));
  }
}
