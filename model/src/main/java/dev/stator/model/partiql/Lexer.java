package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a statement into tokens. White space and comments are between them. */
final class Lexer {
  private static final String DOUBLE_MARKS = "<< >> <= >= <> != ||";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  /**
   * All tokens; the last one is {@code END}.
   *
   * @throws ApiException when a literal or comment does not end, or a character has no meaning
   */
  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        at++;
        line++;
        lineStart = at;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        comment();
      } else {
        token(c);
      }
    }
    tokens.add(new Token(Token.Kind.END, "", new Position(line, at - lineStart + 1, 0)));
  }

  private void comment() {
    int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw Malformed.because("");
    }
    while (at < end + 2) {
      if (text.charAt(at++) == '\n') {
        line++;
        lineStart = at;
      }
    }
  }

  private void token(char c) {
    if (isLetter(c)) {
      word();
    } else if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      number();
    } else {
      switch (c) {
        case '\'' -> quoted(Token.Kind.TEXT, c);
        case '"' -> quoted(Token.Kind.QUOTED_NAME, c);
        case '`' -> quoted(Token.Kind.ION, c);
        default -> mark();
      }
    }
  }

  private void add(Token.Kind kind, String value, int start) {
    tokens.add(new Token(kind, value, new Position(line, start - lineStart + 1, at - start)));
  }

  private void word() {
    int start = at;
    while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    String word = text.substring(start, at);
    String lower = word.toLowerCase(Locale.ROOT);
    boolean keyword = Keywords.contains(lower);
    add(keyword ? Token.Kind.KEYWORD : Token.Kind.NAME, keyword ? lower : word, start);
  }

  private void number() {
    int start = at;
    digits();
    int fraction = 0;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      int from = at;
      digits();
      fraction = at - from;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int from = at + 1;
      int digit = from;
      if (digit < text.length() && (text.charAt(digit) == '+' || text.charAt(digit) == '-')) {
        digit++;
      }
      if (digit < text.length() && isDigit(text.charAt(digit))) {
        at = digit;
        digits();
        checkExponent(text.substring(from, at), fraction);
      }
    }
    if (at < text.length() && isLetter(text.charAt(at))) {
      throw Malformed.because("");
    }
    add(Token.Kind.NUMBER, text.substring(start, at), start);
  }

  /** The exponent, and the scale that it leaves, are of 32 bits. */
  private static void checkExponent(String exponent, int fraction) {
    try {
      int value = Integer.parseInt(exponent);
      long scale = (long) fraction - value;
      if (scale == (int) scale) {
        return;
      }
    } catch (NumberFormatException e) {
      // Too long: the same.
    }
    throw Malformed.because("");
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  /** A quote inside is written twice. */
  private void quoted(Token.Kind kind, char quote) {
    int start = at++;
    int startLine = line;
    int startLineStart = lineStart;
    StringBuilder value = new StringBuilder();
    while (true) {
      if (at >= text.length()) {
        throw Malformed.because("");
      }
      char c = text.charAt(at++);
      if (c == '\n') {
        line++;
        lineStart = at;
      }
      if (c == quote) {
        if (at < text.length() && text.charAt(at) == quote && quote != '`') {
          at++;
        } else {
          break;
        }
      }
      value.append(c);
    }
    tokens.add(
        new Token(
            kind,
            value.toString(),
            new Position(startLine, start - startLineStart + 1, at - start)));
  }

  private void mark() {
    int start = at;
    String two = at + 2 <= text.length() ? text.substring(at, at + 2) : "";
    if (two.length() == 2 && two.indexOf(' ') < 0 && DOUBLE_MARKS.contains(two)) {
      at += 2;
    } else if ("=<>+-*/%()[]{},.?;:@".indexOf(text.charAt(at)) >= 0) {
      at++;
    } else {
      throw Malformed.because("");
    }
    add(Token.Kind.MARK, text.substring(start, at), start);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
