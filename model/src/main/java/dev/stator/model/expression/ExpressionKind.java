package dev.stator.model.expression;

import dev.stator.model.ApiException;

/** The expressions of a request, by their names on the wire. */
public enum ExpressionKind {
  CONDITION("ConditionExpression", true),
  FILTER("FilterExpression", true),
  UPDATE("UpdateExpression", true),
  PROJECTION("ProjectionExpression", false),
  KEY_CONDITION("KeyConditionExpression", true),
  /** What stands in a PartiQL statement: its errors are not introduced. */
  STATEMENT("Statement", false);

  private final String wireName;
  private final boolean usesValues;

  ExpressionKind(String wireName, boolean usesValues) {
    this.wireName = wireName;
    this.usesValues = usesValues;
  }

  public String wireName() {
    return wireName;
  }

  /** Whether {@code :value} placeholders can stand in such an expression. */
  public boolean usesValues() {
    return usesValues;
  }

  ApiException invalid(String reason) {
    return ApiException.validation(
        this == STATEMENT ? reason : "Invalid " + wireName + ": " + reason);
  }
}
