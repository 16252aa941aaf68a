package dev.stator.model.wire;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation that the header {@code X-Amz-Target} names. One endpoint serves both DynamoDB
 * and DynamoDB Streams; their operations have different names.
 */
public final class Targets {
  private Targets() {}

  /**
   * @param header such as {@code DynamoDB_20120810.PutItem}; null when there is none
   * @throws ApiException UnknownOperationException, without a message as the service's
   */
  public static Operation resolve(@Nullable String header) {
    Operation operation = header == null ? null : find(header);
    if (operation == null) {
      throw new ApiException(ErrorCode.UNKNOWN_OPERATION, "");
    }
    return operation;
  }

  private static @Nullable Operation find(String header) {
    int dot = header.indexOf('.');
    ServiceModel model = dot < 0 ? null : model(header.substring(0, dot));
    return model == null ? null : model.find(header.substring(dot + 1));
  }

  private static @Nullable ServiceModel model(String prefix) {
    return switch (prefix) {
      case ServiceModel.DYNAMO_DB -> ServiceModel.dynamoDb();
      case ServiceModel.STREAMS -> ServiceModel.streams();
      default -> null;
    };
  }
}
