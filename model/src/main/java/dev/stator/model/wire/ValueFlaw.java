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
  /** The flaw as the service answers it, with nothing before the message. */
  public ApiException toException() {
    return ApiException.validation(message);
  }
}
