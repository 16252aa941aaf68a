package dev.stator.model.expression;

import dev.stator.model.AttributeValue;

/** What a query asks of the sort key. The operands are of the sort key's type. */
public sealed interface SortCondition {
  /**
   * @param comparison any but {@code NE}
   */
  record Compare(Comparison comparison, AttributeValue value) implements SortCondition {
    public Compare {
      if (comparison == Comparison.NE) {
        throw new IllegalArgumentException("a range cannot leave one key out");
      }
    }
  }

  /** From low to high, both included. */
  record Between(AttributeValue low, AttributeValue high) implements SortCondition {}

  /**
   * @param prefix S or B
   */
  record BeginsWith(AttributeValue prefix) implements SortCondition {}
}
