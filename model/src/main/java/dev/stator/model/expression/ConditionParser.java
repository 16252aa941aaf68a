package dev.stator.model.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of conditions, filters and key conditions. From loosest to tightest: OR, AND, NOT,
 * comparison. A parenthesis may hold a condition or an operand, which shows only at its end.
 */
final class ConditionParser extends Parser {
  private ConditionParser(ExpressionKind kind, String text) {
    super(kind, text);
  }

  static Syntax.Truth parse(ExpressionKind kind, String text) {
    ConditionParser parser = new ConditionParser(kind, text);
    Syntax.Truth condition = parser.truth(parser.or(false));
    parser.finish();
    return condition;
  }

  /** A condition or, when {@code bare} and a parenthesis closes behind it, an operand. */
  private Syntax or(boolean bare) {
    Syntax first = and(bare);
    if (peek() != Token.Kind.OR) {
      return first;
    }
    List<Syntax.Truth> operands = new ArrayList<>();
    operands.add(truth(first));
    while (takeIf(Token.Kind.OR)) {
      operands.add(truth(and(false)));
    }
    return new Syntax.Or(operands);
  }

  private Syntax and(boolean bare) {
    Syntax first = not(bare);
    if (peek() != Token.Kind.AND) {
      return first;
    }
    List<Syntax.Truth> operands = new ArrayList<>();
    operands.add(truth(first));
    while (takeIf(Token.Kind.AND)) {
      operands.add(truth(not(false)));
    }
    return new Syntax.And(operands);
  }

  private Syntax not(boolean bare) {
    int count = 0;
    while (takeIf(Token.Kind.NOT)) {
      count++;
    }
    if (count == 0) {
      return comparison(bare);
    }
    Syntax.Truth operand = truth(comparison(false));
    for (int i = 0; i < count; i++) {
      operand = new Syntax.Not(operand);
    }
    return operand;
  }

  private Syntax comparison(boolean bare) {
    Syntax left = peek() == Token.Kind.OPEN ? group() : plainOperand();
    Syntax result = left instanceof Syntax.Value value ? comparison(value, bare) : left;
    if (result instanceof Syntax.Truth) {
      refuseRedundantParentheses();
    }
    return result;
  }

  private Syntax comparison(Syntax.Value value, boolean bare) {
    Comparison comparison = comparator();
    if (comparison != null) {
      noteTruthAsValue(value);
      return new Syntax.Compare(value, comparison, operand());
    }
    return switch (peek()) {
      case BETWEEN -> between(value);
      case IN -> in(value);
      default -> {
        if (value instanceof Syntax.Call || (bare && peek() == Token.Kind.CLOSE)) {
          yield value;
        }
        throw syntaxError();
      }
    };
  }

  private Syntax group() {
    int open = openGroup();
    Syntax content = or(true);
    closeGroup(open);
    return content;
  }

  /** The condition that a syntax is; a call that yields a value is none. */
  private Syntax.Truth truth(Syntax syntax) {
    if (!(syntax instanceof Syntax.Truth condition)) {
      throw syntaxError();
    }
    if (condition instanceof Syntax.Call call && call.function() == Function.SIZE) {
      noteMisuse(call);
    }
    return condition;
  }

  private @Nullable Comparison comparator() {
    Comparison comparison =
        switch (peek()) {
          case EQ -> Comparison.EQ;
          case NE -> Comparison.NE;
          case LT -> Comparison.LT;
          case LE -> Comparison.LE;
          case GT -> Comparison.GT;
          case GE -> Comparison.GE;
          default -> null;
        };
    if (comparison != null) {
      take();
    }
    return comparison;
  }

  private Syntax between(Syntax.Value value) {
    noteTruthAsValue(value);
    expect(Token.Kind.BETWEEN);
    Syntax.Value low = operand();
    expect(Token.Kind.AND);
    return new Syntax.Between(value, low, operand());
  }

  private Syntax in(Syntax.Value value) {
    noteTruthAsValue(value);
    expect(Token.Kind.IN);
    expect(Token.Kind.OPEN);
    List<Syntax.Value> options = new ArrayList<>();
    do {
      options.add(operand());
    } while (takeIf(Token.Kind.COMMA));
    expect(Token.Kind.CLOSE);
    return new Syntax.In(value, options);
  }

  private Syntax.Value operand() {
    Syntax.Value value;
    if (peek() == Token.Kind.OPEN) {
      int open = openGroup();
      value = operand();
      closeGroup(open);
    } else {
      value = plainOperand();
      noteTruthAsValue(value);
    }
    return value;
  }

  private void noteTruthAsValue(Syntax.Value value) {
    if (value instanceof Syntax.Call call
        && call.function() != Function.SIZE
        && call.function() != Function.UNKNOWN) {
      noteMisuse(call);
    }
  }

  @Override
  Syntax.Value callOperand(Function function) {
    return operand();
  }
}
