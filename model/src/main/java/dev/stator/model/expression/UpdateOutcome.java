package dev.stator.model.expression;

import dev.stator.model.Item;

/**
 * What an update makes of an item.
 *
 * @param updated the paths that were written
 */
public record UpdateOutcome(Item oldItem, Item newItem, ProjectionExpression updated) {
  /** What stood at the written paths before: {@code ReturnValues=UPDATED_OLD}. */
  public Item updatedOld() {
    return updated.apply(oldItem);
  }

  /** What stands at the written paths now: {@code ReturnValues=UPDATED_NEW}. */
  public Item updatedNew() {
    return updated.apply(newItem);
  }
}
