package dev.stator.router.operation;

import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableStream;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.TableNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the table that a request names, by its name or its ARN. */
public final class Tables {
  private final TableDirectory directory;
  private final String region;
  private final String arnPrefix;

  /**
   * @param region as it is shown in ARNs
   * @param account the account id as it is shown in ARNs
   */
  public Tables(TableDirectory directory, String region, String account) {
    this.directory = directory;
    this.region = region;
    this.arnPrefix = "arn:aws:dynamodb:" + region + ":" + account + ":table/";
  }

  public TableDirectory directory() {
    return directory;
  }

  String arn(String tableName) {
    return arnPrefix + tableName;
  }

  /** The ARN of a stream of the table of that name. */
  public String ofStream(String tableName, TableStream stream) {
    return streamArn(arn(tableName), stream);
  }

  static String streamArn(String tableArn, TableStream stream) {
    return tableArn + "/stream/" + stream.label();
  }

  /** The region that answers name. */
  public String region() {
    return region;
  }

  /** A table whose items may be read and written. */
  TableDescriptor serving(String nameOrArn) {
    TableDescriptor table = find(name(nameOrArn));
    if (table == null || !table.status().serves()) {
      throw new ApiException(ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found");
    }
    return table;
  }

  /** A user's table of that name, or null; those of the cluster itself are none. */
  @Nullable TableDescriptor find(String name) {
    return LedgerTable.isHidden(name) ? null : directory.find(name);
  }

  /** Names of users' tables as {@link TableDirectory#names} gives them. */
  List<String> names(String after, int limit) {
    return directory.names(after, limit);
  }

  /** A table in any status. */
  TableDescriptor known(String nameOrArn) {
    String name = name(nameOrArn);
    TableDescriptor table = find(name);
    if (table == null) {
      throw new ApiException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: Table: " + name + " not found");
    }
    return table;
  }

  /**
   * The name in a table's ARN, or the name itself.
   *
   * @throws ApiException when it is the name of no table, which the model lets pass where it takes
   *     ARNs too
   */
  static String name(String nameOrArn) {
    String name = TableNames.local(nameOrArn);
    if (!TableNames.isName(name)) {
      throw ApiException.validation(
          "Invalid table/index name.  Table/index names must be between 3 and 255 characters long,"
              + " and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
    }
    return name;
  }
}
