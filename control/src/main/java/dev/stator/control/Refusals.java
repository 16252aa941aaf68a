package dev.stator.control;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;

/** What callers of AutoAdmin are told when nothing was done, or when that is not known. */
final class Refusals {
  private Refusals() {}

  static Outcome alreadyExists(String name) {
    return new Outcome.Refused(
        new ApiException(ErrorCode.RESOURCE_IN_USE, "Table already exists: " + name));
  }

  static Outcome notFound(String name) {
    return new Outcome.Refused(
        new ApiException(
            ErrorCode.RESOURCE_NOT_FOUND,
            "Requested resource not found: Table: " + name + " not found"));
  }

  static Outcome inUse(TableDescriptor table) {
    String doing =
        switch (table.status()) {
          case CREATING -> "created";
          case DELETING, DEPARTED -> "deleted";
          case UPDATING, ACTIVE -> "updated";
        };
    return new Outcome.Refused(
        new ApiException(
            ErrorCode.RESOURCE_IN_USE,
            "Attempt to change a resource which is still in use: Table is being "
                + doing
                + ": "
                + table.name()));
  }

  static Outcome indexesInUse() {
    return new Outcome.Refused(
        new ApiException(
            ErrorCode.RESOURCE_IN_USE,
            "Attempt to change a resource which is still in use: Cannot delete table while indexes"
                + " are being created, updated, or deleted."));
  }

  static Outcome tooManyTables() {
    return new Outcome.Refused(
        new ApiException(
            ErrorCode.LIMIT_EXCEEDED,
            "Subscriber limit exceeded: Maximum number of tables per account exceeded. Max tables: "
                + AutoAdmin.TABLES_MAX));
  }

  static Outcome unfinished(PartitionResponse response) {
    return new Outcome.Refused(
        new ApiException(ErrorCode.INTERNAL, "The request could not be completed: " + response));
  }
}
