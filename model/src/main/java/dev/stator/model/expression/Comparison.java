package dev.stator.model.expression;

/** The comparators. */
public enum Comparison {
  EQ("="),
  NE("<>"),
  LT("<"),
  LE("<="),
  GT(">"),
  GE(">=");

  private final String text;

  Comparison(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** The comparator that says the same with left and right swapped. */
  public Comparison swapped() {
    return switch (this) {
      case EQ, NE -> this;
      case LT -> GT;
      case LE -> GE;
      case GT -> LT;
      case GE -> LE;
    };
  }

  /** Whether it asks for an order, which only S, N and B have. */
  public boolean isOrdering() {
    return this != EQ && this != NE;
  }
}
