package dev.stator.cluster.table;

import dev.stator.base.Check;
import dev.stator.model.KeySchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is known of a table.
 *
 * @param id the table's UUID; a table that is deleted and made again has another
 * @param createdMs in ms since 1970
 * @param billingChangedMs when the billing mode last became on-demand; 0 when never
 * @param settings further settings of the table that are only echoed, by their name in the API
 *     (table class, encryption, tags), each as JSON text or a plain word
 * @param partitions of the table itself, in order of their hash ranges, covering the whole space
 * @param indexes secondary indexes; global ones have partitions of their own
 * @param traitsVersion grows with each change of what the table's partitions must know of it: which
 *     indexes they keep or feed, the stream, the attribute of TTL; 0 while there is nothing to know
 */
public record TableDescriptor(
    String name,
    String id,
    KeySchema keySchema,
    TableStatus status,
    long createdMs,
    boolean onDemand,
    long billingChangedMs,
    Throughput throughput,
    boolean deletionProtection,
    SortedMap<String, String> settings,
    List<PartitionRange> partitions,
    TableIndexes indexes,
    long traitsVersion) {
  public TableDescriptor {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    partitions = List.copyOf(partitions);
    HashSpace.checkCovered("a table", partitions);
    Check.that(traitsVersion >= 0, "versions are not negative: %d", traitsVersion);
  }

  /** A table without indexes, of which partitions need to know nothing. */
  public TableDescriptor(
      String name,
      String id,
      KeySchema keySchema,
      TableStatus status,
      long createdMs,
      boolean onDemand,
      long billingChangedMs,
      Throughput throughput,
      boolean deletionProtection,
      SortedMap<String, String> settings,
      List<PartitionRange> partitions) {
    this(
        name,
        id,
        keySchema,
        status,
        createdMs,
        onDemand,
        billingChangedMs,
        throughput,
        deletionProtection,
        settings,
        partitions,
        TableIndexes.NONE,
        0);
  }

  /** The partition of the table that holds keys of this hash. */
  public PartitionRange partition(long hash) {
    return HashSpace.find(partitions, hash);
  }

  /** All partitions that are there for the table: its own, then those of its global indexes. */
  public List<PartitionRange> allPartitions() {
    if (indexes.global().isEmpty()) {
      return partitions;
    }
    List<PartitionRange> all = new ArrayList<>(partitions);
    indexes.global().forEach(index -> all.addAll(index.partitions()));
    return all;
  }

  public TableDescriptor withStatus(TableStatus next) {
    return with(next, indexes, traitsVersion);
  }

  /** The table when it has come into being, with all indexes it came with. */
  public TableDescriptor created() {
    return with(TableStatus.ACTIVE, indexes.active(), traitsVersion);
  }

  /** The table when a change of it is done: all partitions know what they have to. */
  public TableDescriptor changed() {
    return new TableDescriptor(
        name,
        id,
        keySchema,
        TableStatus.ACTIVE,
        createdMs,
        onDemand,
        billingChangedMs,
        throughput,
        deletionProtection,
        TableTimeToLive.settled(settings),
        partitions,
        indexes,
        traitsVersion);
  }

  /** Whether nobody can have written to this partition yet: what it belongs to is not open. */
  public boolean unborn(long partition) {
    boolean coming = status == TableStatus.CREATING && HashSpace.holds(partitions, partition);
    return coming
        || indexes.global().stream()
            .anyMatch(index ->
                HashSpace.holds(index.partitions(), partition)
                    && (status == TableStatus.CREATING
                        || (index.status() == IndexStatus.CREATING && !index.fed())));
  }

  /** The table with one of its partitions under another id. */
  public TableDescriptor renewed(long partition, long fresh) {
    return new TableDescriptor(
        name,
        id,
        keySchema,
        status,
        createdMs,
        onDemand,
        billingChangedMs,
        throughput,
        deletionProtection,
        settings,
        HashSpace.renewed(partitions, partition, fresh),
        indexes.renewed(partition, fresh),
        traitsVersion);
  }

  public TableDescriptor with(TableStatus nextStatus, TableIndexes next, long nextTraitsVersion) {
    return new TableDescriptor(
        name,
        id,
        keySchema,
        nextStatus,
        createdMs,
        onDemand,
        billingChangedMs,
        throughput,
        deletionProtection,
        settings,
        partitions,
        next,
        nextTraitsVersion);
  }
}
