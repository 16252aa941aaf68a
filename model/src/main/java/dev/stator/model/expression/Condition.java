package dev.stator.model.expression;

import java.util.List;

/** What is true or false of an item. Other languages than expressions may build these, too. */
public sealed interface Condition {
  /** Every one holds. */
  record And(List<Condition> operands) implements Condition {
    public And {
      operands = List.copyOf(operands);
    }
  }

  /** At least one holds. */
  record Or(List<Condition> operands) implements Condition {
    public Or {
      operands = List.copyOf(operands);
    }
  }

  /** It does not hold. */
  record Not(Condition operand) implements Condition {}

  /** False where an operand is missing or the types differ, save for {@code <>}: true there. */
  record Compare(Operand left, Comparison comparison, Operand right) implements Condition {}

  /** From low to high, both included. */
  record Between(Operand value, Operand low, Operand high) implements Condition {}

  /** Equal to one of the options. */
  record In(Operand value, List<Operand> options) implements Condition {
    public In {
      options = List.copyOf(options);
    }
  }

  /** There is a value, of whatever type. */
  record Exists(DocumentPath path) implements Condition {}

  /** There is no value. */
  record NotExists(DocumentPath path) implements Condition {}

  /**
   * The value's type.
   *
   * @param typeName as on the wire, such as {@code BOOL}
   */
  record HasType(Operand value, String typeName) implements Condition {}

  /** A text or bytes with a prefix. */
  record BeginsWith(Operand value, Operand prefix) implements Condition {}

  /** A text or bytes with a part, or a set or list with an element. */
  record Contains(Operand value, Operand part) implements Condition {}
}
