package dev.stator.model.legacy;

import dev.stator.model.expression.Comparison;
import org.jspecify.annotations.Nullable;

/** The values of {@code ComparisonOperator}: how many arguments each takes, and of which types. */
enum Comparator {
  EQ(1, 1, Comparison.EQ, Types.ANY),
  NE(1, 1, Comparison.NE, Types.ANY),
  LE(1, 1, Comparison.LE, Types.ORDERED),
  LT(1, 1, Comparison.LT, Types.ORDERED),
  GE(1, 1, Comparison.GE, Types.ORDERED),
  GT(1, 1, Comparison.GT, Types.ORDERED),
  CONTAINS(1, 1, null, Types.SCALAR),
  NOT_CONTAINS(1, 1, null, Types.SCALAR),
  BEGINS_WITH(1, 1, null, Types.PREFIXED),
  IN(1, Integer.MAX_VALUE, null, Types.ORDERED),
  BETWEEN(2, 2, null, Types.ORDERED),
  NULL(0, 0, null, Types.ANY),
  NOT_NULL(0, 0, null, Types.ANY);

  private final int argumentsMin;
  private final int argumentsMax;
  private final @Nullable Comparison comparison;
  private final Types types;

  Comparator(int argumentsMin, int argumentsMax, @Nullable Comparison comparison, Types types) {
    this.argumentsMin = argumentsMin;
    this.argumentsMax = argumentsMax;
    this.comparison = comparison;
    this.types = types;
  }

  boolean takes(int arguments) {
    return arguments >= argumentsMin && arguments <= argumentsMax;
  }

  boolean takesType(String typeName) {
    return types.contain(typeName);
  }

  /** The comparison that it is; null when it is none. */
  @Nullable Comparison comparison() {
    return comparison;
  }

  /** Whether a key can be looked up by it. */
  boolean indexable() {
    return switch (this) {
      case EQ, LE, LT, GE, GT, BEGINS_WITH, BETWEEN -> true;
      case NE, CONTAINS, NOT_CONTAINS, IN, NULL, NOT_NULL -> false;
    };
  }

  /** The types of arguments, by their names on the wire. */
  private enum Types {
    ANY,
    SCALAR,
    ORDERED,
    PREFIXED;

    boolean contain(String typeName) {
      return switch (typeName) {
        case "S", "B" -> true;
        case "N" -> this != PREFIXED;
        case "BOOL", "NULL" -> this == ANY || this == SCALAR;
        default -> this == ANY;
      };
    }
  }
}
