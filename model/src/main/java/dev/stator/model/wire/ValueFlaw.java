package dev.stator.model.wire;

import dev.stator.model.ApiException;

/**
 * What is wrong with an attribute value of a request. It is well-formed JSON of the right types,
 * but no value of DynamoDB.
 *
 * @param attribute the attribute's name, or the placeholder's, or empty for a value without a name
 * @param message the service's words
 */
public record ValueFlaw(String attribute, String message) {
  /** In the place of a name: the values are too large together. No attribute has this name. */
  static final String ALL = "\0all";

  /** Whether nothing is wrong but that the values are too large together. */
  public boolean tooLarge() {
    return attribute.equals(ALL);
  }

  /** The flaw as the service answers it, with nothing before the message. */
  public ApiException toException() {
    return ApiException.validation(message);
  }
}
