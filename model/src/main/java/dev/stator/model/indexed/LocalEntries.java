package dev.stator.model.indexed;

import dev.stator.model.KeySchema;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.item.ItemLimits;
import dev.stator.model.item.ItemView;
import java.util.List;

/**
 * What an item and its entries in all local indexes of its table may have together. Source:
 * "Constraints in Amazon DynamoDB" in the service's documentation; that it is the sum over all
 * indexes, as DynamoDB Local counts. Pure.
 */
public final class LocalEntries {
  private LocalEntries() {}

  /**
   * Refuses an item to be put that is too large with its entries.
   *
   * @param table the table's keys
   * @param local the table's local indexes
   */
  public static void checkPut(KeySchema table, List<IndexDefinition> local, ItemView item) {
    if (mayExceed(local, item)) {
      ItemLimits.checkPut(sizeBytes(table, local, item));
    }
  }

  /** Refuses the result of an update that is too large with its entries. */
  public static void checkUpdate(KeySchema table, List<IndexDefinition> local, ItemView item) {
    if (mayExceed(local, item)) {
      ItemLimits.checkUpdate(sizeBytes(table, local, item));
    }
  }

  /** No entry is larger than its item, so that few items have to be looked at. */
  private static boolean mayExceed(List<IndexDefinition> local, ItemView item) {
    return !local.isEmpty() && item.sizeBytes() * (1L + local.size()) > ItemLimits.ITEM_BYTES_MAX;
  }

  private static long sizeBytes(KeySchema table, List<IndexDefinition> local, ItemView item) {
    long bytes = item.sizeBytes();
    for (IndexDefinition index : local) {
      if (IndexEntries.holds(index.keys(), item)) {
        bytes += new ItemView(IndexEntries.project(table, index, item)).sizeBytes();
      }
    }
    return bytes;
  }
}
