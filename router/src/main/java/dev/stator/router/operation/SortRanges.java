package dev.stator.router.operation;

import dev.stator.model.expression.SortCondition;
import org.jspecify.annotations.Nullable;

/** From what an expression says of the sort key to a range of row keys. */
final class SortRanges {
  private SortRanges() {}

  static dev.stator.model.key.SortCondition of(@Nullable SortCondition condition) {
    return switch (condition) {
      case null -> dev.stator.model.key.SortCondition.All.ALL;
      case SortCondition.Compare compare -> comparison(compare);
      case SortCondition.Between between ->
          new dev.stator.model.key.SortCondition.Between(between.low(), between.high());
      case SortCondition.BeginsWith begins ->
          new dev.stator.model.key.SortCondition.BeginsWith(begins.prefix());
    };
  }

  private static dev.stator.model.key.SortCondition comparison(SortCondition.Compare compare) {
    return switch (compare.comparison()) {
      case EQ -> new dev.stator.model.key.SortCondition.Equal(compare.value());
      case LT -> new dev.stator.model.key.SortCondition.Less(compare.value());
      case LE -> new dev.stator.model.key.SortCondition.LessOrEqual(compare.value());
      case GT -> new dev.stator.model.key.SortCondition.Greater(compare.value());
      case GE -> new dev.stator.model.key.SortCondition.GreaterOrEqual(compare.value());
      case NE -> throw new IllegalStateException("no range leaves one key out");
    };
  }
}
