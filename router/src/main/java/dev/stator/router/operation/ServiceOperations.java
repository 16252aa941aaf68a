package dev.stator.router.operation;

import dev.stator.model.wire.Struct;

/** DescribeLimits and DescribeEndpoints. */
public final class ServiceOperations {
  /** Units of an account and of a table. Source: the service's documentation on quotas. */
  private static final long ACCOUNT_UNITS_MAX = 80_000;

  /** How long a client may remember an endpoint. */
  private static final long CACHE_MINUTES = 1_440;

  private final String address;

  /**
   * @param address host and port at which clients reach this router
   */
  public ServiceOperations(String address) {
    this.address = address;
  }

  /** DescribeLimits. */
  public void limits(Struct request, OperationHandler.Reply reply) {
    reply.ok(json -> {
      json.writeNumberProperty("AccountMaxReadCapacityUnits", ACCOUNT_UNITS_MAX);
      json.writeNumberProperty("AccountMaxWriteCapacityUnits", ACCOUNT_UNITS_MAX);
      json.writeNumberProperty("TableMaxReadCapacityUnits", ThroughputBounds.TABLE_UNITS_MAX);
      json.writeNumberProperty("TableMaxWriteCapacityUnits", ThroughputBounds.TABLE_UNITS_MAX);
    });
  }

  /** DescribeEndpoints. */
  public void endpoints(Struct request, OperationHandler.Reply reply) {
    reply.ok(json -> {
      json.writeArrayPropertyStart("Endpoints");
      json.writeStartObject();
      json.writeStringProperty("Address", address);
      json.writeNumberProperty("CachePeriodInMinutes", CACHE_MINUTES);
      json.writeEndObject();
      json.writeEndArray();
    });
  }
}
