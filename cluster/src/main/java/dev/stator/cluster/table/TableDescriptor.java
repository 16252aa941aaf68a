package dev.stator.cluster.table;

import dev.stator.base.Check;
import dev.stator.model.KeySchema;
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
 * @param partitions in order of their hash ranges, covering the whole space
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
    List<PartitionRange> partitions) {
  public TableDescriptor {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    partitions = List.copyOf(partitions);
    Check.that(!partitions.isEmpty(), "a table has at least one partition");
    long from = 0;
    for (PartitionRange range : partitions) {
      Check.that(
          range.hashes().from() == from, "partitions of a table leave no hole in the hash space");
      from = range.hashes().to();
    }
    Check.that(from == 0, "the last partition of a table ends at the end of the hash space");
  }

  /** The partition that holds keys of this hash. */
  public PartitionRange partition(long hash) {
    int low = 0;
    int high = partitions.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long end = partitions.get(middle).hashes().to();
      if (end == 0 || Long.compareUnsigned(hash, end) < 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return partitions.get(low);
  }

  public TableDescriptor withStatus(TableStatus next) {
    return new TableDescriptor(
        name,
        id,
        keySchema,
        next,
        createdMs,
        onDemand,
        billingChangedMs,
        throughput,
        deletionProtection,
        settings,
        partitions);
  }
}
