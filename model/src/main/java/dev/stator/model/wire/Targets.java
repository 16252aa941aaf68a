package dev.stator.model.wire;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Finds the operation that the header {@code X-Amz-Target} names. */
public final class Targets {
  private Targets() {}

  /**
   * @param header such as {@code DynamoDB_20120810.PutItem}; null when there is none
   * @throws ApiException UnknownOperationException, without a message as the service's
   */
  public static Operation resolve(@Nullable String header) {
    return resolve(ServiceModel.dynamoDb(), header);
  }

  static Operation resolve(ServiceModel model, @Nullable String header) {
    int prefix = ServiceModel.TARGET_PREFIX.length();
    boolean ours =
        header != null
            && header.length() > prefix
            && header.startsWith(ServiceModel.TARGET_PREFIX)
            && header.charAt(prefix) == '.';
    Operation operation = ours && header != null ? model.find(header.substring(prefix + 1)) : null;
    if (operation == null) {
      throw new ApiException(ErrorCode.UNKNOWN_OPERATION, "");
    }
    return operation;
  }
}
