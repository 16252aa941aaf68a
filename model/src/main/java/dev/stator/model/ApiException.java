package dev.stator.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error of the service, to be answered to the client as it is. It is an expected outcome and
 * carries no stack trace.
 */
public sealed class ApiException extends RuntimeException permits CanceledException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient @Nullable Item item;

  public ApiException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /**
   * @param item the item as it was found, for a failed condition with {@code
   *     ReturnValuesOnConditionCheckFailure=ALL_OLD}
   */
  public ApiException(ErrorCode code, String message, @Nullable Item item) {
    super(Objects.requireNonNull(message), null, false, false);
    this.code = code;
    this.item = item;
  }

  /** The most common one: {@code ValidationException}. */
  public static ApiException validation(String message) {
    return new ApiException(ErrorCode.VALIDATION, message);
  }

  public ErrorCode code() {
    return code;
  }

  public @Nullable Item item() {
    return item;
  }

  public String message() {
    return Objects.requireNonNull(getMessage());
  }
}
