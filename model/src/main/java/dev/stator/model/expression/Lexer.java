package dev.stator.model.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a text into tokens. It never fails: what it does not know becomes an illegal token. */
final class Lexer {
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  /** All tokens of the text; the last one is {@code END}. */
  static List<Token> tokens(String text) {
    return new Lexer(text).run();
  }

  static boolean isWordChar(char c) {
    return isLetter(c) || isDigit(c) || c == '_';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private List<Token> run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        at++;
      } else {
        int start = at;
        Token.Kind kind = next(c);
        tokens.add(new Token(kind, start, at));
      }
    }
    tokens.add(new Token(Token.Kind.END, at, at));
    return tokens;
  }

  private Token.Kind next(char c) {
    if (isLetter(c)) {
      int start = at;
      skipWord();
      return keywordOrWord(start);
    }
    if (isDigit(c)) {
      return number(c);
    }
    at++;
    return switch (c) {
      case '#' -> placeholder(Token.Kind.NAME_PLACEHOLDER);
      case ':' -> placeholder(Token.Kind.VALUE_PLACEHOLDER);
      case '=' -> Token.Kind.EQ;
      case '<' -> follows('>') ? Token.Kind.NE : follows('=') ? Token.Kind.LE : Token.Kind.LT;
      case '>' -> follows('=') ? Token.Kind.GE : Token.Kind.GT;
      case '+' -> Token.Kind.PLUS;
      case '-' -> Token.Kind.MINUS;
      case '(' -> Token.Kind.OPEN;
      case ')' -> Token.Kind.CLOSE;
      case '[' -> Token.Kind.OPEN_BRACKET;
      case ']' -> Token.Kind.CLOSE_BRACKET;
      case ',' -> Token.Kind.COMMA;
      case '.' -> Token.Kind.DOT;
      default -> illegal(c);
    };
  }

  private void skipWord() {
    while (at < text.length() && isWordChar(text.charAt(at))) {
      at++;
    }
  }

  private Token.Kind number(char first) {
    at++;
    // A number has no leading zeros: "00" is two numbers.
    while (first != '0' && at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return Token.Kind.NUMBER;
  }

  private Token.Kind placeholder(Token.Kind kind) {
    int start = at;
    skipWord();
    return at > start ? kind : Token.Kind.ILLEGAL;
  }

  private boolean follows(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private Token.Kind illegal(char c) {
    if (Character.isHighSurrogate(c)
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))) {
      at++;
    }
    return Token.Kind.ILLEGAL;
  }

  private Token.Kind keywordOrWord(int start) {
    int length = at - start;
    if (length < 2 || length > 7) {
      return Token.Kind.WORD;
    }
    return switch (text.substring(start, at).toUpperCase(Locale.ROOT)) {
      case "AND" -> Token.Kind.AND;
      case "OR" -> Token.Kind.OR;
      case "NOT" -> Token.Kind.NOT;
      case "BETWEEN" -> Token.Kind.BETWEEN;
      case "IN" -> Token.Kind.IN;
      case "SET" -> Token.Kind.SET;
      case "REMOVE" -> Token.Kind.REMOVE;
      case "ADD" -> Token.Kind.ADD;
      case "DELETE" -> Token.Kind.DELETE;
      default -> Token.Kind.WORD;
    };
  }
}
