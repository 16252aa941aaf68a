package dev.stator.router.transaction;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.model.ApiException;
import dev.stator.model.CanceledException;
import dev.stator.model.CancellationReason;
import dev.stator.model.ErrorCode;
import java.util.List;

/** What a client is told of a transaction that did not come about. */
final class Failures {
  static final String THROTTLED = "Throughput exceeds what the partition can take now; try again.";
  private static final String NOT_VALID = "One or more parameter values are not valid. ";
  private static final String ONGOING = "Transaction is ongoing for the item";

  private Failures() {}

  /** Of a step that no partition answered as it should. */
  static ApiException of(PartitionResponse response) {
    return switch (response) {
      case PartitionResponse.Refused refused -> refused.error();
      case PartitionResponse.Busy busy -> throttled();
      case PartitionResponse.NotHosted gone ->
          new ApiException(ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found");
      default -> internal();
    };
  }

  static ApiException throttled() {
    return new ApiException(ErrorCode.THROTTLING, THROTTLED);
  }

  /** Retryable: the transaction may have been done, or not. */
  static ApiException internal() {
    return new ApiException(ErrorCode.INTERNAL, "Internal server error");
  }

  /** In the service's words, as quoted in github.com/aws/aws-sdk-java-v2, issue 2518. */
  static ApiException inProgress() {
    return new ApiException(
        ErrorCode.TRANSACTION_IN_PROGRESS,
        "Transaction from previous request is still in progress");
  }

  static ApiException mismatch() {
    return new ApiException(
        ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH,
        "Specified idempotent token was used with different request parameters within the"
            + " idempotency window");
  }

  /**
   * For these reasons nothing was done. An empty key of an index is no reason of its item, but
   * refuses the whole request: so recorded of the service by the suite
   * github.com/nubo-db/dynamodb-conformance.
   */
  static ApiException canceled(List<Reason> reasons) {
    for (Reason reason : reasons) {
      if (reason.cause() == Cause.VALIDATION && reason.message().startsWith(NOT_VALID)) {
        return ApiException.validation(reason.message());
      }
    }
    return new CanceledException(reasons.stream().map(Failures::reason).toList());
  }

  static CancellationReason reason(Reason reason) {
    return switch (reason.cause()) {
      case NONE -> CancellationReason.NONE;
      case CONDITION ->
          new CancellationReason("ConditionalCheckFailed", reason.message(), reason.item());
      case CONFLICT -> new CancellationReason("TransactionConflict", ONGOING, null);
      case VALIDATION -> new CancellationReason("ValidationError", reason.message(), null);
      case COLLECTION_SIZE ->
          new CancellationReason("ItemCollectionSizeLimitExceeded", reason.message(), null);
      case THROTTLED -> new CancellationReason("ThrottlingError", THROTTLED, null);
    };
  }
}
