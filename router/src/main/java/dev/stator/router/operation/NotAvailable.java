package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.Struct;

/**
 * An operation of the service that this version does not have. A request that breaks the service's
 * constraints has been told so before this one hears of it.
 */
public final class NotAvailable implements OperationHandler {
  private final String operation;

  public NotAvailable(String operation) {
    this.operation = operation;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    // The code by which clients and tools know that an endpoint lacks an operation.
    throw new ApiException(
        ErrorCode.UNKNOWN_OPERATION, operation + " is not available in this version of Stator");
  }
}
