package dev.stator.model.expression;

/**
 * A piece of an expression's text.
 *
 * @param start the index of its first char
 * @param end the index after its last char
 */
record Token(Kind kind, int start, int end) {
  enum Kind {
    WORD,
    NAME_PLACEHOLDER,
    VALUE_PLACEHOLDER,
    NUMBER,
    AND,
    OR,
    NOT,
    BETWEEN,
    IN,
    SET,
    REMOVE,
    ADD,
    DELETE,
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    PLUS,
    MINUS,
    OPEN,
    CLOSE,
    OPEN_BRACKET,
    CLOSE_BRACKET,
    COMMA,
    DOT,
    /** A character that has no place in any expression. */
    ILLEGAL,
    END
  }
}
