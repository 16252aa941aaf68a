package dev.stator.model.expression;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grammar of updates: up to four sections, each with its actions. */
final class UpdateParser extends Parser {
  /**
   * An action as it was written.
   *
   * @param section SET, REMOVE, ADD or DELETE
   * @param value null for REMOVE
   */
  record Action(Token.Kind section, Syntax.Path path, Syntax.@Nullable Value value) {}

  private final EnumSet<Token.Kind> seen = EnumSet.noneOf(Token.Kind.class);
  private final List<Action> actions = new ArrayList<>();
  private Token.@Nullable Kind repeated;

  private UpdateParser(String text) {
    super(ExpressionKind.UPDATE, text);
  }

  static List<Action> parse(String text) {
    UpdateParser parser = new UpdateParser(text);
    do {
      parser.section();
    } while (parser.peek() != Token.Kind.END);
    parser.finish();
    parser.refuseRepeatedSection();
    return parser.actions;
  }

  private void refuseRepeatedSection() {
    if (repeated != null) {
      throw ExpressionKind.UPDATE.invalid(
          "The \"" + repeated + "\" section can only be used once in an update expression;");
    }
  }

  private void section() {
    Token.Kind section = peek();
    switch (section) {
      case SET, REMOVE, ADD, DELETE -> take();
      default -> throw syntaxError();
    }
    if (!seen.add(section) && repeated == null) {
      repeated = section;
    }
    do {
      actions.add(action(section));
    } while (takeIf(Token.Kind.COMMA));
  }

  private Action action(Token.Kind section) {
    Syntax.Path path = path();
    return switch (section) {
      case SET -> {
        expect(Token.Kind.EQ);
        Syntax.Value value = value();
        refuseRedundantParentheses();
        yield new Action(section, path, value);
      }
      case REMOVE -> new Action(section, path, null);
      default -> {
        if (peek() != Token.Kind.VALUE_PLACEHOLDER) {
          throw syntaxError();
        }
        yield new Action(section, path, new Syntax.Placeholder(take()));
      }
    };
  }

  /** An operand, a sum, or one of these in parentheses. Sums do not nest. */
  private Syntax.Value value() {
    Syntax.Value left;
    if (peek() == Token.Kind.OPEN) {
      int open = openGroup();
      left = value();
      closeGroup(open);
    } else {
      left = plainOperand();
    }
    if (left instanceof Syntax.Sum || (peek() != Token.Kind.PLUS && peek() != Token.Kind.MINUS)) {
      return left;
    }
    boolean minus = peek() == Token.Kind.MINUS;
    take();
    Syntax.Value right = operand();
    noteListAppend(left);
    noteListAppend(right);
    return new Syntax.Sum(left, minus, right);
  }

  private Syntax.Value operand() {
    if (peek() != Token.Kind.OPEN) {
      return plainOperand();
    }
    int open = openGroup();
    Syntax.Value value = operand();
    closeGroup(open);
    return value;
  }

  private void noteListAppend(Syntax.Value value) {
    if (value instanceof Syntax.Call call && call.function() == Function.LIST_APPEND) {
      noteMisuse(call);
    }
  }

  @Override
  Syntax.Value callOperand(Function function) {
    Syntax.Value operand = operand();
    noteListAppend(operand);
    return operand;
  }
}
