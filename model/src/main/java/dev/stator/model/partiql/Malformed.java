package dev.stator.model.partiql;

import dev.stator.model.ApiException;

/** The errors of statements: those of texts that are none, and those that the dialect has not. */
final class Malformed {
  private Malformed() {}

  /** The text is no statement. */
  static ApiException because(String detail) {
    return ApiException.validation("Statement wasn't well formed, can't be processed: " + detail);
  }

  /** It is a statement, but not one that the service carries out. */
  static ApiException at(String message, Position at) {
    return ApiException.validation(message + " at " + at);
  }
}
