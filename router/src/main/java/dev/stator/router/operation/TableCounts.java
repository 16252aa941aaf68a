package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionResponse.Statistics;
import java.util.Map;

/**
 * How many items a table has, and how many rows its global indexes.
 *
 * @param global by the names of the indexes; those not named count as empty
 */
record TableCounts(Statistics table, Map<String, Statistics> global) {
  static final Statistics EMPTY = new Statistics(0, 0);

  static final TableCounts NONE = new TableCounts(EMPTY, Map.of());

  Statistics global(String index) {
    return global.getOrDefault(index, EMPTY);
  }
}
