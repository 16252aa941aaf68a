package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.TableNames;
import org.jspecify.annotations.Nullable;

/**
 * The ARNs that operations on resources take. Region and account are not looked at: all of them see
 * the same tables.
 */
final class ResourceArns {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String SERVICE = "dynamodb";
  private static final int PARTS = 6;
  private static final int SERVICE_PART = 2;

  private ResourceArns() {}

  /**
   * The name of the table that an ARN names.
   *
   * @throws ApiException when it names something else, or nothing
   */
  static String tableName(String arn) {
    if (!arn.startsWith("arn:")) {
      throw ApiException.validation(INVALID + "ARNs must start with 'arn:': " + arn);
    }
    String[] parts = arn.split(":", PARTS);
    if (parts.length == PARTS && !parts[SERVICE_PART].equals(SERVICE)) {
      throw new ApiException(ErrorCode.ACCESS_DENIED, "Access is denied");
    }
    if (TableNames.isArn(arn)) {
      return TableNames.local(arn);
    }
    if (parts.length == PARTS && parts[PARTS - 1].matches("table/[^/]+/index/.*")) {
      throw ApiException.validation(
          INVALID
              + "Invalid resource arn provided, only table or stream is accepted. Provided resource"
              + " arn: "
              + arn);
    }
    throw ApiException.validation(INVALID + "Provided Arn is not a DynamoDB resource arn: " + arn);
  }

  /** A table whose tags may be read and changed. */
  static TableDescriptor tagged(Tables tables, String arn) {
    @Nullable TableDescriptor table = tables.find(tableName(arn));
    if (table == null || !table.status().serves()) {
      throw new ApiException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: ResourceArn: " + arn + " not found");
    }
    return table;
  }
}
