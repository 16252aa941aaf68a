package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import java.util.List;
import java.util.Set;

/** Reads tokens one after the other, and bounds how deep what they say is nested. */
abstract class TokenReader {
  /** Far beyond what a value or condition of sense has, and far from the end of the stack. */
  private static final int DEPTH_MAX = 200;

  /** Marks that are no operators. */
  private static final Set<String> STRUCTURE =
      Set.of("(", ")", "[", "]", "{", "}", "<<", ">>", ",", ";", ":");

  private final List<Token> tokens;
  private int at;
  private int depth;

  TokenReader(String text) {
    this.tokens = Lexer.tokens(text);
  }

  final Token peek() {
    return tokens.get(at);
  }

  final Token peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  final Token take() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  final boolean takeMark(String mark) {
    if (peek().isMark(mark)) {
      at++;
      return true;
    }
    return false;
  }

  final boolean takeKeyword(String keyword) {
    if (peek().isKeyword(keyword)) {
      at++;
      return true;
    }
    return false;
  }

  final void expectMark(String mark) {
    if (!takeMark(mark)) {
      throw Malformed.because("Expected " + mark);
    }
  }

  final void expectKeyword(String keyword) {
    if (!takeKeyword(keyword)) {
      throw Malformed.because("Expected " + keyword);
    }
  }

  /** The error that the current token has no place here. */
  final ApiException unexpected() {
    return Malformed.because(
        switch (peek().kind()) {
          case KEYWORD -> isOperator(peek().text()) ? "Unexpected operator" : "Unexpected keyword";
          case MARK ->
              STRUCTURE.contains(peek().text()) ? "Unexpected term" : "Unexpected operator";
          case NAME, QUOTED_NAME, TEXT, NUMBER, ION, END -> "Unexpected term";
        });
  }

  private static boolean isOperator(String keyword) {
    return switch (keyword) {
      case "and", "or", "is", "in", "like", "between" -> true;
      default -> false;
    };
  }

  /** Fails if an operator, taken just now, is the statement's last word. */
  final void requireRightSide() {
    if (peek().kind() == Token.Kind.END) {
      throw Malformed.because("Missing right-hand side expression of infix operator");
    }
  }

  final void enter() {
    if (++depth > DEPTH_MAX) {
      throw Malformed.because("Nested too deep");
    }
  }

  final void leave() {
    depth--;
  }
}
