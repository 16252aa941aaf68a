package dev.stator.lab.wire;

/**
 * A complete HTTP answer.
 *
 * @param status the HTTP status code
 * @param body the body as text, JSON for every DynamoDB operation
 */
public record Answer(int status, String body) {
  public boolean ok() {
    return status == 200;
  }

  /** The error's short name, such as {@code ResourceNotFoundException}; empty on success. */
  public String errorName() {
    return ok() ? "" : ErrorNames.shortName(body, status);
  }

  /** This answer when it is a success. */
  public Answer orThrow() {
    if (!ok()) {
      throw new IllegalStateException("HTTP " + status + ": " + body);
    }
    return this;
  }
}
