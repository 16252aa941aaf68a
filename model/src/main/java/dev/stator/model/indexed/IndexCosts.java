package dev.stator.model.indexed;

import dev.stator.model.KeySchema;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.PrimaryKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Write units of one index. Source: the service's documentation on provisioned throughput of
 * secondary indexes: one write puts, deletes or changes a row; another key of the index takes two;
 * a row that stays as it is takes none.
 */
public final class IndexCosts {
  private IndexCosts() {}

  /**
   * @param before null when there was no item
   * @param after null when there is none
   */
  public static int units(
      KeySchema table,
      IndexDefinition index,
      PrimaryKey key,
      @Nullable ItemView before,
      @Nullable ItemView after) {
    IndexKey oldKey = before == null ? null : IndexEntries.keyOf(index.keys(), key, before);
    IndexKey newKey = after == null ? null : IndexEntries.keyOf(index.keys(), key, after);
    byte[] oldRow =
        before == null || oldKey == null ? null : IndexEntries.project(table, index, before);
    byte[] newRow =
        after == null || newKey == null ? null : IndexEntries.project(table, index, after);
    if (oldRow == null || newRow == null) {
      byte[] only = oldRow == null ? newRow : oldRow;
      return only == null ? 0 : units(bytes(only), 0);
    }
    if (oldKey == null || !oldKey.equals(newKey)) {
      return units(bytes(oldRow), 0) + units(bytes(newRow), 0);
    }
    boolean same =
        Arrays.equals(oldRow, newRow)
            || new ItemView(oldRow).toItem().equals(new ItemView(newRow).toItem());
    return same ? 0 : units(bytes(oldRow), bytes(newRow));
  }

  private static int bytes(byte[] row) {
    return new ItemView(row).sizeBytes();
  }

  private static int units(int oldBytes, int newBytes) {
    return (int) CapacityUnits.write(oldBytes, newBytes);
  }
}
