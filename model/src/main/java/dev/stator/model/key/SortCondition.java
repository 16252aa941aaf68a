package dev.stator.model.key;

import dev.stator.model.AttributeValue;

/** What a query asks of the sort key. Values are of the sort key's type. */
public sealed interface SortCondition {
  /** Every sort key, and the absence of one. */
  record All() implements SortCondition {
    public static final All ALL = new All();
  }

  /** {@code key = value}. */
  record Equal(AttributeValue value) implements SortCondition {}

  /** {@code key < value}. */
  record Less(AttributeValue value) implements SortCondition {}

  /** {@code key <= value}. */
  record LessOrEqual(AttributeValue value) implements SortCondition {}

  /** {@code key > value}. */
  record Greater(AttributeValue value) implements SortCondition {}

  /** {@code key >= value}. */
  record GreaterOrEqual(AttributeValue value) implements SortCondition {}

  /** {@code key BETWEEN low AND high}, both included; nothing when low is greater than high. */
  record Between(AttributeValue low, AttributeValue high) implements SortCondition {}

  /** {@code begins_with(key, prefix)}, for S and B. */
  record BeginsWith(AttributeValue prefix) implements SortCondition {}
}
