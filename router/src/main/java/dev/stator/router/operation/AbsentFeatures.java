package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.Struct;
import java.util.Map;
import java.util.Set;

/**
 * Operations that ask about what no table of this version has: backups, exports, streams to
 * Kinesis, policies, global tables. The answer is the service's for a table without them: tools ask
 * these of every table they look at.
 */
public final class AbsentFeatures {
  /** The names of all of them. */
  public static final Set<String> NAMES =
      Set.of(
          "DeleteBackup",
          "DeleteResourcePolicy",
          "DescribeBackup",
          "DescribeContinuousBackups",
          "DescribeContributorInsights",
          "DescribeExport",
          "DescribeGlobalTable",
          "DescribeGlobalTableSettings",
          "DescribeImport",
          "DescribeKinesisStreamingDestination",
          "DescribeTableReplicaAutoScaling",
          "GetResourcePolicy",
          "ListBackups",
          "ListContributorInsights",
          "ListExports",
          "ListGlobalTables",
          "ListImports");

  private static final String DISABLED = "DISABLED";

  private final Tables tables;

  public AbsentFeatures(Tables tables) {
    this.tables = tables;
  }

  /** The operations, by name. */
  public Map<String, OperationHandler> handlers() {
    return Map.ofEntries(
        Map.entry("DeleteBackup", AbsentFeatures::noBackup),
        Map.entry("DeleteResourcePolicy", this::deletePolicy),
        Map.entry("DescribeBackup", AbsentFeatures::noBackup),
        Map.entry("DescribeContinuousBackups", this::continuousBackups),
        Map.entry("DescribeContributorInsights", this::contributorInsights),
        Map.entry("DescribeExport", AbsentFeatures::noExport),
        Map.entry("DescribeGlobalTable", AbsentFeatures::noGlobalTable),
        Map.entry("DescribeGlobalTableSettings", AbsentFeatures::noGlobalTable),
        Map.entry("DescribeImport", AbsentFeatures::noImport),
        Map.entry("DescribeKinesisStreamingDestination", this::kinesis),
        Map.entry("DescribeTableReplicaAutoScaling", this::replicaAutoScaling),
        Map.entry("GetResourcePolicy", this::policy),
        Map.entry("ListBackups", (request, reply) -> empty("BackupSummaries", reply)),
        Map.entry("ListContributorInsights", this::listContributorInsights),
        Map.entry("ListExports", (request, reply) -> empty("ExportSummaries", reply)),
        Map.entry("ListGlobalTables", (request, reply) -> empty("GlobalTables", reply)),
        Map.entry("ListImports", (request, reply) -> empty("ImportSummaryList", reply)));
  }

  private static void empty(String list, OperationHandler.Reply reply) {
    reply.ok(json -> {
      json.writeArrayPropertyStart(list);
      json.writeEndArray();
    });
  }

  private TableDescriptor table(Struct request) {
    return tables.known(request.requiredString("TableName"));
  }

  private void continuousBackups(Struct request, OperationHandler.Reply reply) {
    String name = Tables.name(request.requiredString("TableName"));
    if (tables.find(name) == null) {
      throw new ApiException(ErrorCode.TABLE_NOT_FOUND, "Table not found: " + name);
    }
    reply.ok(json -> {
      json.writeObjectPropertyStart("ContinuousBackupsDescription");
      json.writeStringProperty("ContinuousBackupsStatus", DISABLED);
      json.writeObjectPropertyStart("PointInTimeRecoveryDescription");
      json.writeStringProperty("PointInTimeRecoveryStatus", DISABLED);
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  private void contributorInsights(Struct request, OperationHandler.Reply reply) {
    TableDescriptor table = table(request);
    Source.of(table, request.string("IndexName"));
    reply.ok(json -> {
      json.writeStringProperty("TableName", table.name());
      json.writeStringProperty("ContributorInsightsStatus", DISABLED);
    });
  }

  private void listContributorInsights(Struct request, OperationHandler.Reply reply) {
    if (request.string("TableName") != null) {
      table(request);
    }
    empty("ContributorInsightsSummaries", reply);
  }

  private void kinesis(Struct request, OperationHandler.Reply reply) {
    TableDescriptor table = table(request);
    reply.ok(json -> {
      json.writeStringProperty("TableName", table.name());
      json.writeArrayPropertyStart("KinesisDataStreamDestinations");
      json.writeEndArray();
    });
  }

  private void replicaAutoScaling(Struct request, OperationHandler.Reply reply) {
    TableDescriptor table = table(request);
    reply.ok(json -> {
      json.writeObjectPropertyStart("TableAutoScalingDescription");
      json.writeStringProperty("TableName", table.name());
      json.writeStringProperty("TableStatus", table.status().name());
      json.writeArrayPropertyStart("Replicas");
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private void policy(Struct request, OperationHandler.Reply reply) {
    String arn = request.requiredString("ResourceArn");
    tables.known(ResourceArns.tableName(arn));
    throw noPolicy(arn);
  }

  /** Deleting a policy that is not there is no error, unless the request says which one it was. */
  private void deletePolicy(Struct request, OperationHandler.Reply reply) {
    String arn = request.requiredString("ResourceArn");
    tables.known(ResourceArns.tableName(arn));
    if (request.string("ExpectedRevisionId") != null) {
      throw noPolicy(arn);
    }
    reply.ok(json -> {});
  }

  private static ApiException noPolicy(String arn) {
    return new ApiException(
        ErrorCode.POLICY_NOT_FOUND,
        "Resource-based policy not found for the provided ResourceArn: " + arn);
  }

  private static void noBackup(Struct request, OperationHandler.Reply reply) {
    String arn = request.requiredString("BackupArn");
    if (!arn.matches("arn:[^:]*:dynamodb:[^:]*:[^:]*:table/[^/]+/backup/.+")) {
      throw ApiException.validation("Invalid Backup ARN");
    }
    throw new ApiException(ErrorCode.BACKUP_NOT_FOUND, "Backup not found: " + arn);
  }

  private static void noExport(Struct request, OperationHandler.Reply reply) {
    String arn = request.requiredString("ExportArn");
    if (!arn.matches("arn:[^:]*:dynamodb:[^:]*:[^:]*:table/[^/]+/export/.+")) {
      throw ApiException.validation("Invalid Export ARN");
    }
    throw new ApiException(ErrorCode.EXPORT_NOT_FOUND, "Export not found: " + arn);
  }

  private static void noImport(Struct request, OperationHandler.Reply reply) {
    String arn = request.requiredString("ImportArn");
    if (!arn.matches("arn:[^:]*:dynamodb:[^:]*:[^:]*:table/[^/]+/import/.+")) {
      throw ApiException.validation("Invalid Import ARN");
    }
    throw new ApiException(ErrorCode.IMPORT_NOT_FOUND, "Import not found: " + arn);
  }

  private static void noGlobalTable(Struct request, OperationHandler.Reply reply) {
    throw new ApiException(
        ErrorCode.GLOBAL_TABLE_NOT_FOUND,
        "Global table not found: Global table with name: '"
            + request.requiredString("GlobalTableName")
            + "' does not exist");
  }
}
