package dev.stator.model.expression;

import dev.stator.model.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all grammars share: tokens, syntax errors, paths.
 *
 * <p>A syntax error ends the parse at once. Other faults that the grammar can see (a reserved word,
 * an unknown function) are noted, and the first one is thrown when the text has turned out to be
 * well-formed, as the service does.
 */
abstract class Parser {
  static final int TEXT_BYTES_MAX = 4096;
  static final int OPERATORS_MAX = 300;

  /**
   * The deepest nesting of parentheses. A valid expression has an operator in each, but for one
   * around an operand; more of them are redundant, which is not allowed either.
   */
  private static final int DEPTH_MAX = OPERATORS_MAX + 2;

  private final ExpressionKind kind;
  private final String text;
  private final List<Token> tokens;
  private int at;
  private int depth;
  private @Nullable String fault;
  private int faultAt = Integer.MAX_VALUE;
  private boolean redundantParentheses;
  private int lastGroupOpen = -1;
  private int lastGroupClose = -1;

  Parser(ExpressionKind kind, String text) {
    this.kind = kind;
    this.text = text;
    if (text.isEmpty()) {
      throw kind.invalid("The expression can not be empty;");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > TEXT_BYTES_MAX) {
      boolean saysSize = kind != ExpressionKind.UPDATE && kind != ExpressionKind.PROJECTION;
      throw kind.invalid(
          "Expression size has exceeded the maximum allowed size;"
              + (saysSize ? " expression size: " + bytes : ""));
    }
    this.tokens = Lexer.tokens(text);
  }

  static String tooManyOperators() {
    return "The expression contains too many operators; operator count: " + (OPERATORS_MAX + 1);
  }

  /** Ends the parse: the whole text must be read, and nothing noted. */
  final void finish() {
    if (peek() != Token.Kind.END) {
      throw syntaxError();
    }
    refuseRedundantParentheses();
    if (fault != null) {
      throw kind.invalid(fault);
    }
  }

  /** To be called at the end of each condition and value: no later syntax error comes first. */
  final void refuseRedundantParentheses() {
    if (redundantParentheses) {
      throw redundant();
    }
  }

  private ApiException redundant() {
    return kind.invalid("The expression has redundant parentheses;");
  }

  /**
   * Remembers a fault; the leftmost one counts.
   *
   * @param token where it is
   */
  private void note(int token, String message) {
    if (token < faultAt) {
      faultAt = token;
      fault = message;
    }
  }

  final Token.Kind peek() {
    return tokens.get(at).kind();
  }

  final Token.Kind peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1)).kind();
  }

  final String take() {
    Token token = tokens.get(at++);
    return text.substring(token.start(), token.end());
  }

  final boolean takeIf(Token.Kind kind) {
    if (peek() == kind) {
      at++;
      return true;
    }
    return false;
  }

  final void expect(Token.Kind kind) {
    if (!takeIf(kind)) {
      throw syntaxError();
    }
  }

  /** The error that the current token has no place here. */
  final ApiException syntaxError() {
    Token token = tokens.get(at);
    int from = at == 0 ? 0 : tokens.get(at - 1).start();
    int to = tokens.get(Math.min(at + 1, tokens.size() - 1)).end();
    String shown =
        token.kind() == Token.Kind.END ? "<EOF>" : text.substring(token.start(), token.end());
    if (at == 0 && token.kind() != Token.Kind.END) {
      from = token.start();
    }
    return kind.invalid(
        "Syntax error; token: \"" + shown + "\", near: \"" + text.substring(from, to) + "\"");
  }

  final void enter() {
    if (++depth > DEPTH_MAX) {
      boolean inParentheses =
          at >= 2
              && tokens.get(at - 1).kind() == Token.Kind.OPEN
              && tokens.get(at - 2).kind() == Token.Kind.OPEN;
      throw inParentheses ? redundant() : kind.invalid(tooManyOperators());
    }
  }

  final void leave() {
    depth--;
  }

  /** Takes the opening parenthesis and says where it is. */
  final int openGroup() {
    int open = at;
    expect(Token.Kind.OPEN);
    enter();
    return open;
  }

  final void closeGroup(int open) {
    int close = at;
    expect(Token.Kind.CLOSE);
    leave();
    redundantParentheses |= lastGroupOpen == open + 1 && lastGroupClose == close - 1;
    lastGroupOpen = open;
    lastGroupClose = close;
  }

  final Syntax.Path path() {
    List<Syntax.Step> steps = new ArrayList<>(4);
    steps.add(name());
    while (true) {
      if (takeIf(Token.Kind.DOT)) {
        steps.add(name());
      } else if (takeIf(Token.Kind.OPEN_BRACKET)) {
        steps.add(index());
      } else {
        break;
      }
    }
    return new Syntax.Path(steps);
  }

  private Syntax.Step name() {
    return switch (peek()) {
      case WORD -> {
        int token = at;
        String word = take();
        if (ReservedWords.contains(word)) {
          note(token, "Attribute name is a reserved keyword; reserved keyword: " + word);
        }
        yield new Syntax.Step.Word(word);
      }
      case NAME_PLACEHOLDER -> new Syntax.Step.Placeholder(take());
      default -> throw syntaxError();
    };
  }

  private Syntax.Step index() {
    if (peek() != Token.Kind.NUMBER) {
      throw syntaxError();
    }
    int token = at;
    String digits = take();
    expect(Token.Kind.CLOSE_BRACKET);
    int index = 0;
    if (digits.length() > 10 || Long.parseLong(digits) > Integer.MAX_VALUE) {
      note(token, "List index is not within the allowable range; index: [" + digits + "]");
    } else {
      index = Integer.parseInt(digits);
    }
    return new Syntax.Step.At(index);
  }

  /** A path, a placeholder or a call. */
  final Syntax.Value plainOperand() {
    return switch (peek()) {
      case WORD -> peekSecond() == Token.Kind.OPEN ? call() : path();
      case NAME_PLACEHOLDER -> path();
      case VALUE_PLACEHOLDER -> new Syntax.Placeholder(take());
      default -> throw syntaxError();
    };
  }

  private Syntax.Call call() {
    int token = at;
    String name = take();
    Function function = Function.named(name);
    if (function == null) {
      note(token, "Invalid function name; function: " + name);
    } else if (function.forUpdates() != (kind == ExpressionKind.UPDATE)) {
      note(
          token,
          "The function is not allowed in "
              + (kind == ExpressionKind.UPDATE ? "an update" : "a condition")
              + " expression; function: "
              + name);
    }
    expect(Token.Kind.OPEN);
    enter();
    List<Syntax.Value> operands = new ArrayList<>(2);
    do {
      operands.add(callOperand(function == null ? Function.UNKNOWN : function));
    } while (takeIf(Token.Kind.COMMA));
    expect(Token.Kind.CLOSE);
    leave();
    return new Syntax.Call(function == null ? Function.UNKNOWN : function, operands, token);
  }

  /** An operand of a call, checked for being allowed there. */
  abstract Syntax.Value callOperand(Function function);

  final void noteMisuse(Syntax.Call call) {
    note(
        call.token(),
        "The function is not allowed to be used this way in an expression; function: "
            + call.function().text);
  }
}
