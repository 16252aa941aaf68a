package dev.stator.model.partiql;

/**
 * Where a token stands in a statement, as the service tells it.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters
 * @param length in characters
 */
record Position(int line, int column, int length) {
  @Override
  public String toString() {
    return line + ":" + column + ":" + length;
  }
}
