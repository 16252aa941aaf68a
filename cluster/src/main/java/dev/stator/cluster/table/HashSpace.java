package dev.stator.cluster.table;

import dev.stator.base.Check;
import java.util.List;

/** Partitions that share the space of hashes out among them. */
final class HashSpace {
  private HashSpace() {}

  /** Checks that these, in order, leave no hole and do not overlap. */
  static void checkCovered(String what, List<PartitionRange> partitions) {
    Check.that(!partitions.isEmpty(), "%s has at least one partition", what);
    long from = 0;
    for (PartitionRange range : partitions) {
      Check.that(
          range.hashes().from() == from, "partitions of %s leave no hole in the hash space", what);
      from = range.hashes().to();
    }
    Check.that(from == 0, "the last partition of %s ends at the end of the hash space", what);
  }

  static PartitionRange find(List<PartitionRange> partitions, long hash) {
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

  static boolean holds(List<PartitionRange> partitions, long id) {
    return partitions.stream().anyMatch(range -> range.id() == id);
  }

  /** The same ranges, one of them under another id if it is there. */
  static List<PartitionRange> renewed(List<PartitionRange> partitions, long id, long fresh) {
    return partitions.stream()
        .map(range -> range.id() == id ? new PartitionRange(fresh, range.hashes()) : range)
        .toList();
  }
}
