package dev.stator.router;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableControl;
import dev.stator.router.operation.BatchGetOperation;
import dev.stator.router.operation.BatchWriteOperation;
import dev.stator.router.operation.GetItemOperation;
import dev.stator.router.operation.OperationHandler;
import dev.stator.router.operation.QueryOperation;
import dev.stator.router.operation.ScanOperation;
import dev.stator.router.operation.ServiceOperations;
import dev.stator.router.operation.TableOperations;
import dev.stator.router.operation.Tables;
import dev.stator.router.operation.WriteOperations;
import java.util.Map;
import java.util.Set;

/** Which operations this version has, and which of the service's it has not built yet. */
public final class Operations {
  /**
   * Operations of the service's model that answer {@code UnknownOperationException} for now. A test
   * checks that this set and {@link #built} together are exactly the model's operations.
   */
  public static final Set<String> NOT_BUILT =
      Set.of(
          "BatchExecuteStatement",
          "CreateBackup",
          "CreateGlobalTable",
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
          "DescribeTimeToLive",
          "DisableKinesisStreamingDestination",
          "EnableKinesisStreamingDestination",
          "ExecuteStatement",
          "ExecuteTransaction",
          "ExportTableToPointInTime",
          "GetResourcePolicy",
          "ImportTable",
          "ListBackups",
          "ListContributorInsights",
          "ListExports",
          "ListGlobalTables",
          "ListImports",
          "ListTagsOfResource",
          "PutResourcePolicy",
          "RestoreTableFromBackup",
          "RestoreTableToPointInTime",
          "SearchVectors",
          "TagResource",
          "TransactGetItems",
          "TransactWriteItems",
          "UntagResource",
          "UpdateContinuousBackups",
          "UpdateContributorInsights",
          "UpdateGlobalTable",
          "UpdateGlobalTableSettings",
          "UpdateKinesisStreamingDestination",
          "UpdateTableReplicaAutoScaling",
          "UpdateTimeToLive");

  private Operations() {}

  /** The operations that are built, by name. */
  public static Map<String, OperationHandler> built(
      Tables tables, PartitionClient partitions, TableControl control, String address) {
    WriteOperations writes = new WriteOperations(tables, partitions);
    TableOperations tableOperations = new TableOperations(tables, control, partitions);
    ServiceOperations service = new ServiceOperations(address);
    return Map.ofEntries(
        Map.entry("BatchGetItem", new BatchGetOperation(tables, partitions)),
        Map.entry("BatchWriteItem", new BatchWriteOperation(tables, partitions)),
        Map.entry("CreateTable", tableOperations::create),
        Map.entry("DeleteItem", writes::delete),
        Map.entry("DeleteTable", tableOperations::delete),
        Map.entry("DescribeEndpoints", service::endpoints),
        Map.entry("DescribeLimits", service::limits),
        Map.entry("DescribeTable", tableOperations::describe),
        Map.entry("GetItem", new GetItemOperation(tables, partitions)),
        Map.entry("ListTables", tableOperations::list),
        Map.entry("PutItem", writes::put),
        Map.entry("Query", new QueryOperation(tables, partitions)),
        Map.entry("Scan", new ScanOperation(tables, partitions)),
        Map.entry("UpdateItem", writes::update),
        Map.entry("UpdateTable", tableOperations::update));
  }
}
