package dev.stator.model.expression;

import dev.stator.model.AttributeValue;

/** What yields a value in a condition or an update. */
public sealed interface Operand {
  /** The value at a path, if there is one. */
  record Path(DocumentPath path) implements Operand {}

  /** A value of the request. */
  record Literal(AttributeValue value) implements Operand {}

  /** The size of a value: bytes, or the number of elements. Conditions only. */
  record Size(Operand of) implements Operand {}

  /** A sum or, with minus, a difference. Updates only. */
  record Sum(Operand left, boolean minus, Operand right) implements Operand {}

  /** The value at a path or, where there is none, another. Updates only. */
  record IfNotExists(DocumentPath path, Operand otherwise) implements Operand {}

  /** Two lists, one after the other. Updates only. */
  record ListAppend(Operand first, Operand second) implements Operand {}
}
