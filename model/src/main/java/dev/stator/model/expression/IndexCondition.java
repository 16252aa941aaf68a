package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import dev.stator.model.key.SortCondition;
import java.util.List;

/**
 * What a query asks of a table or an index, whose keys may be of several attributes each.
 *
 * @param partition the values of all partition keys, of their types
 * @param equal the values of the first sort keys, perhaps of none
 * @param next about the sort key after those
 */
public record IndexCondition(
    List<AttributeValue> partition, List<AttributeValue> equal, SortCondition next) {
  public IndexCondition {
    partition = List.copyOf(partition);
    equal = List.copyOf(equal);
  }

  /** The same of a key of one partition key and at most one sort key. */
  public static IndexCondition of(KeyCondition condition) {
    return new IndexCondition(List.of(condition.partition()), List.of(), condition.sort());
  }

  /** Whether nothing is asked of sort keys. */
  public boolean isWholePartition() {
    return equal.isEmpty() && next instanceof SortCondition.All;
  }
}
