package dev.stator.model.key;

import dev.stator.model.AttributeValue;
import java.util.List;

/**
 * Where an item stands in an index: the values of the index's keys, and those of the item's own,
 * which tell apart items with equal ones.
 *
 * @param partition the index's partition keys; of a local index, the item's alone
 * @param sort the index's sort keys, all of them
 */
public record IndexKey(List<AttributeValue> partition, List<AttributeValue> sort, PrimaryKey item) {
  public IndexKey {
    partition = List.copyOf(partition);
    sort = List.copyOf(sort);
  }

  /** Where an item stands in its table, as if that were an index by its own key. */
  public static IndexKey ofTable(PrimaryKey item) {
    AttributeValue sort = item.sort();
    return new IndexKey(List.of(item.partition()), sort == null ? List.of() : List.of(sort), item);
  }
}
