package dev.stator.model.wire;

/** A decoded member that holds a flawed attribute value: kept until the member is read. */
record Flawed(Object value, ValueFlaw flaw) {
  /** The value itself, flawed or not. */
  static Object unwrap(Object value) {
    return value instanceof Flawed flawed ? flawed.value() : value;
  }
}
