package dev.stator.model.expression;

import java.util.List;

/** An expression as it was written: names and values are not looked up yet. */
sealed interface Syntax {
  /** What can stand where a value is asked for. */
  sealed interface Value extends Syntax {}

  /** What is true or false. */
  sealed interface Truth extends Syntax {}

  /** A step of a path: an attribute's name, a {@code #name} or an index. */
  sealed interface Step {
    record Word(String name) implements Step {}

    record Placeholder(String key) implements Step {}

    record At(int index) implements Step {}
  }

  record Path(List<Step> steps) implements Value {}

  record Placeholder(String key) implements Value {}

  /**
   * A call, of which only the parser's context knows whether it is a value or a truth.
   *
   * @param token the number of its first token
   */
  record Call(Function function, List<Value> operands, int token) implements Value, Truth {}

  record Sum(Value left, boolean minus, Value right) implements Value {}

  record Compare(Value left, Comparison comparison, Value right) implements Truth {}

  record Between(Value value, Value low, Value high) implements Truth {}

  record In(Value value, List<Value> options) implements Truth {}

  /** Two or more operands. */
  record And(List<Truth> operands) implements Truth {}

  /** Two or more operands. */
  record Or(List<Truth> operands) implements Truth {}

  record Not(Truth operand) implements Truth {}
}
