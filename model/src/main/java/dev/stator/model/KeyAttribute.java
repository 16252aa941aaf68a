package dev.stator.model;

/** One attribute of a key: its name and type. */
public record KeyAttribute(String name, ScalarType type) {
  /** What is said of a request that has this attribute of a table with another type. */
  public ApiException redefinedAs(ScalarType other) {
    return ApiException.validation(
        "Attributes cannot be redefined. Please check that your attribute has the same type as"
            + " previously defined. Existing schema: Schema:[SchemaElement: key{"
            + name
            + ":"
            + type
            + "}] New schema: Schema:[SchemaElement: key{"
            + name
            + ":"
            + other
            + "}]");
  }
}
