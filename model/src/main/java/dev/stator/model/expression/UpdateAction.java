package dev.stator.model.expression;

import dev.stator.model.AttributeValue;

/** One change of an update. */
public sealed interface UpdateAction {
  DocumentPath path();

  /** Puts a value. */
  record Set(DocumentPath path, Operand value) implements UpdateAction {}

  /** Takes the value away, if there is one. */
  record Remove(DocumentPath path) implements UpdateAction {}

  /**
   * Adds to a number or a set, or puts the operand where there is nothing.
   *
   * @param operand N, SS, NS or BS
   */
  record Add(DocumentPath path, AttributeValue operand) implements UpdateAction {}

  /**
   * Takes elements out of a set; a set left empty goes away.
   *
   * @param operand SS, NS or BS
   */
  record Delete(DocumentPath path, AttributeValue operand) implements UpdateAction {}
}
