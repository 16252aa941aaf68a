package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;

/** What a partition's failures mean to a client. */
public final class Answers {
  static final String CONDITION_FAILED = "The conditional request failed";
  private static final String ONGOING = "Transaction is ongoing for the item";

  private Answers() {}

  /** The error for an answer that is none of those the operation expects. */
  public static ApiException error(PartitionResponse response) {
    return switch (response) {
      case PartitionResponse.Refused refused -> refused.error();
      case PartitionResponse.ConditionFailed failed ->
          new ApiException(ErrorCode.CONDITIONAL_CHECK_FAILED, CONDITION_FAILED, failed.found());
      case PartitionResponse.Busy busy ->
          new ApiException(
              ErrorCode.THROTTLING,
              "Throughput exceeds what the partition can take now; try again.");
      case PartitionResponse.Conflict conflict ->
          new ApiException(ErrorCode.TRANSACTION_CONFLICT, ONGOING);
      case PartitionResponse.NotHosted notHosted ->
          new ApiException(ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found");
      case PartitionResponse.NotLeader notLeader -> internal();
      case PartitionResponse.Unknown unknown -> internal();
      case PartitionResponse.Failed failed -> internal();
      case PartitionResponse.Row row -> unexpected(response);
      case PartitionResponse.Written written -> unexpected(response);
      case PartitionResponse.Page page -> unexpected(response);
      case PartitionResponse.Statistics statistics -> unexpected(response);
      case PartitionResponse.Kept kept -> unexpected(response);
      case PartitionResponse.Transacted transacted -> unexpected(response);
    };
  }

  /** True when the same request may succeed a moment later and nothing was done. */
  static boolean undone(PartitionResponse response) {
    return response instanceof PartitionResponse.Busy
        || response instanceof PartitionResponse.Conflict
        || response instanceof PartitionResponse.NotLeader;
  }

  /** Retryable: the request may or may not have had an effect. */
  static ApiException internal() {
    return new ApiException(ErrorCode.INTERNAL, "Internal server error");
  }

  private static ApiException unexpected(PartitionResponse response) {
    throw new IllegalStateException("A partition answered with " + response.getClass());
  }
}
