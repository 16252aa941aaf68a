package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionResponse.Count;
import dev.stator.cluster.message.PartitionResponse.Statistics;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many items a table has, and how many rows its indexes.
 *
 * @param local by the places of the local indexes; those not there count as empty
 * @param global by the names of the global indexes; those not named count as empty
 */
record TableCounts(Count table, Map<Integer, Count> local, Map<String, Count> global) {
  static final TableCounts NONE = new TableCounts(Count.NONE, Map.of(), Map.of());

  Count local(int place) {
    return local.getOrDefault(place, Count.NONE);
  }

  Count global(String index) {
    return global.getOrDefault(index, Count.NONE);
  }

  /**
   * Sums up.
   *
   * @param answers of the partitions; one that is missing counts as empty
   */
  static TableCounts of(TableDescriptor table, Map<Long, Statistics> answers) {
    Map<Integer, Count> local = new TreeMap<>();
    for (PartitionRange range : table.partitions()) {
      Statistics part = answers.get(range.id());
      for (int i = 0; part != null && i < part.local().size(); i++) {
        Count count = part.local().get(i);
        local.put(i, local.getOrDefault(i, Count.NONE).plus(count.items(), count.bytes()));
      }
    }
    Map<String, Count> global = new TreeMap<>();
    table
        .indexes()
        .global()
        .forEach(index -> global.put(index.name(), sum(index.partitions(), answers)));
    return new TableCounts(sum(table.partitions(), answers), local, global);
  }

  private static Count sum(List<PartitionRange> partitions, Map<Long, Statistics> answers) {
    Count sum = Count.NONE;
    for (PartitionRange range : partitions) {
      Statistics part = answers.get(range.id());
      if (part != null) {
        sum = sum.plus(part.items(), part.bytes());
      }
    }
    return sum;
  }
}
