package dev.stator.model.partiql;

import dev.stator.model.AttributeValue;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.DocumentPath;
import java.util.List;

/** An expression of a statement, as it was written. */
sealed interface Expr {
  /** Where its own token stands: an operator's, or the first one. */
  Position at();

  /** What the service calls it in errors. */
  String name();

  /** An attribute, or a part of one. */
  record Path(DocumentPath path, Position at) implements Expr {
    @Override
    public String name() {
      return path.isTopLevel() ? path.name() : "Path";
    }
  }

  /** A literal, or a parameter's value. */
  record Value(AttributeValue value, Position at) implements Expr {
    @Override
    public String name() {
      return "Literal";
    }
  }

  /** The absence of a value. */
  record Missing(Position at) implements Expr {
    @Override
    public String name() {
      return "MISSING";
    }
  }

  /** {@code *}, in a projection. */
  record Star(Position at) implements Expr {
    @Override
    public String name() {
      return "*";
    }
  }

  /** Elements in parentheses, brackets or angle brackets. */
  record Seq(Kind kind, List<Expr> elements, Position at) implements Expr {
    enum Kind {
      PARENTHESES,
      LIST,
      BAG
    }

    @Override
    public String name() {
      return "Seq";
    }
  }

  /** A map. */
  record Tuple(List<Expr> keys, List<Expr> values, Position at) implements Expr {
    @Override
    public String name() {
      return "Struct";
    }
  }

  /** A function, by its name in lower case. */
  record Call(String function, List<Expr> arguments, Position at) implements Expr {
    @Override
    public String name() {
      return function;
    }
  }

  /**
   * Operands joined by {@code and} or {@code or}.
   *
   * @param operands two or more
   */
  record Logic(boolean and, List<Expr> operands, Position at) implements Expr {
    @Override
    public String name() {
      return and ? "and" : "or";
    }
  }

  /** Arithmetic or another operator that is no comparison. */
  record Binary(String operator, Expr left, Expr right, Position at) implements Expr {
    @Override
    public String name() {
      return operator;
    }
  }

  record Compare(Comparison comparison, Expr left, Expr right, Position at) implements Expr {
    @Override
    public String name() {
      return comparison.text();
    }
  }

  record Not(Expr operand, Position at) implements Expr {
    @Override
    public String name() {
      return "not";
    }
  }

  record Between(Expr value, Expr low, Expr high, Position at) implements Expr {
    @Override
    public String name() {
      return "between";
    }
  }

  record In(Expr value, Expr options, Position at) implements Expr {
    @Override
    public String name() {
      return "in";
    }
  }

  /**
   * A test of a value's type.
   *
   * @param type in lower case
   */
  record Is(Expr value, String type, Position at) implements Expr {
    @Override
    public String name() {
      return "is";
    }
  }
}
