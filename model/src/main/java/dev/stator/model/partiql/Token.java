package dev.stator.model.partiql;

/**
 * A token of a statement.
 *
 * @param text a name or text without its quotes, a keyword in lower case, a number or mark as it is
 */
record Token(Kind kind, String text, Position at) {
  enum Kind {
    /** A name without quotes. */
    NAME,
    /** A name in double quotes. */
    QUOTED_NAME,
    KEYWORD,
    /** A text in single quotes. */
    TEXT,
    NUMBER,
    /** An Ion literal in backquotes. */
    ION,
    /** Any other mark: an operator, a bracket, a question mark. */
    MARK,
    END
  }

  boolean isMark(String mark) {
    return kind == Kind.MARK && text.equals(mark);
  }

  boolean isKeyword(String keyword) {
    return kind == Kind.KEYWORD && text.equals(keyword);
  }

  boolean isName() {
    return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
  }
}
