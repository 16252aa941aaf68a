package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.Struct;

/**
 * How much capacity a table may ask for. A table gets partitions for what it provisions, so an
 * amount without a bound would be memory without a bound.
 */
final class ThroughputBounds {
  /** Capacity units of one table. Source: the service's documentation on quotas. */
  static final long TABLE_UNITS_MAX = 40_000;

  private static final long VALUE_MAX = 1_000_000_000_000L;

  private ThroughputBounds() {}

  /**
   * @param throughput a ProvisionedThroughput that has both its members
   */
  static void check(Struct throughput) {
    long reads = Requests.number(throughput, "ReadCapacityUnits");
    long writes = Requests.number(throughput, "WriteCapacityUnits");
    checkValue("ReadCapacityUnits", reads);
    checkValue("WriteCapacityUnits", writes);
    if (reads > TABLE_UNITS_MAX || writes > TABLE_UNITS_MAX) {
      throw ApiException.validation(
          "Cannot increase provisioned throughput to more than 40,000 units per table");
    }
  }

  /** As {@link #check}, of a global index. */
  static void checkIndex(String index, Struct throughput) {
    checkIndex(index, throughput, "ReadCapacityUnits");
    checkIndex(index, throughput, "WriteCapacityUnits");
  }

  private static void checkIndex(String index, Struct throughput, String name) {
    long units = Requests.number(throughput, name);
    checkValue(name, units);
    if (units > TABLE_UNITS_MAX) {
      throw new ApiException(
          ErrorCode.LIMIT_EXCEEDED,
          "The requested "
              + name
              + " for index "
              + index
              + ", "
              + units
              + ", is above the per index maximum for the account. Per table maximum: "
              + TABLE_UNITS_MAX
              + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to"
              + " request higher limits.");
    }
  }

  private static void checkValue(String name, long units) {
    if (units > VALUE_MAX) {
      throw ApiException.validation(
          "Given value " + units + " for " + name + " is out of bounds for a table");
    }
  }
}
