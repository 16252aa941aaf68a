package dev.stator.router;

import dev.stator.base.Clock;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableControl;
import dev.stator.router.operation.AbsentFeatures;
import dev.stator.router.operation.BatchGetOperation;
import dev.stator.router.operation.BatchStatementOperation;
import dev.stator.router.operation.BatchWriteOperation;
import dev.stator.router.operation.GetItemOperation;
import dev.stator.router.operation.NotAvailable;
import dev.stator.router.operation.OperationHandler;
import dev.stator.router.operation.QueryOperation;
import dev.stator.router.operation.ScanOperation;
import dev.stator.router.operation.ServiceOperations;
import dev.stator.router.operation.StatementOperation;
import dev.stator.router.operation.StatementsOperation;
import dev.stator.router.operation.TableOperations;
import dev.stator.router.operation.Tables;
import dev.stator.router.operation.TagOperations;
import dev.stator.router.operation.TimeToLiveOperations;
import dev.stator.router.operation.TransactGetOperation;
import dev.stator.router.operation.TransactWriteOperation;
import dev.stator.router.operation.WriteOperations;
import dev.stator.router.route.RequestScope;
import dev.stator.router.stream.StreamOperations;
import dev.stator.router.transaction.Transactions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every operation of the service's two models, and what this version makes of it. */
public final class Operations {
  /**
   * Operations that this version does not have: past the checks of the model they say so. A test
   * checks that {@link #built} has a decision about every operation of the models.
   */
  public static final Set<String> NOT_AVAILABLE =
      Set.of(
          "CreateBackup",
          "CreateGlobalTable",
          "DisableKinesisStreamingDestination",
          "EnableKinesisStreamingDestination",
          "ExportTableToPointInTime",
          "ImportTable",
          "PutResourcePolicy",
          "RestoreTableFromBackup",
          "RestoreTableToPointInTime",
          "SearchVectors",
          "UpdateContinuousBackups",
          "UpdateContributorInsights",
          "UpdateGlobalTable",
          "UpdateGlobalTableSettings",
          "UpdateKinesisStreamingDestination",
          "UpdateTableReplicaAutoScaling");

  /** Operations that answer as the service does where there is nothing of their kind. */
  public static final Set<String> ANSWERING_NONE = AbsentFeatures.NAMES;

  private Operations() {}

  /** All operations of the models, by name. */
  public static Map<String, OperationHandler> built(
      Tables tables,
      PartitionClient partitions,
      TableControl control,
      Transactions transactions,
      String address,
      Clock clock) {
    PartitionClient within = RequestScope.within(partitions);
    Map<String, OperationHandler> all = new TreeMap<>();
    all.putAll(complete(tables, within, control, transactions, address));
    all.putAll(new StreamOperations(tables, within, clock).handlers());
    all.putAll(new AbsentFeatures(tables).handlers());
    NOT_AVAILABLE.forEach(name -> all.put(name, new NotAvailable(name)));
    return all;
  }

  /** The operations that do what they do in the service, by name. */
  static Map<String, OperationHandler> complete(
      Tables tables,
      PartitionClient partitions,
      TableControl control,
      Transactions transactions,
      String address) {
    WriteOperations writes = new WriteOperations(tables, partitions);
    TableOperations tableOperations = new TableOperations(tables, control, partitions);
    TagOperations tags = new TagOperations(tables, control);
    TimeToLiveOperations timeToLive = new TimeToLiveOperations(tables, control);
    ServiceOperations service = new ServiceOperations(address);
    return Map.ofEntries(
        Map.entry("BatchExecuteStatement", new BatchStatementOperation(tables, partitions)),
        Map.entry("BatchGetItem", new BatchGetOperation(tables, partitions)),
        Map.entry("BatchWriteItem", new BatchWriteOperation(tables, partitions)),
        Map.entry("CreateTable", tableOperations::create),
        Map.entry("DeleteItem", writes::delete),
        Map.entry("DeleteTable", tableOperations::delete),
        Map.entry("DescribeEndpoints", service::endpoints),
        Map.entry("DescribeLimits", service::limits),
        Map.entry("DescribeTable", tableOperations::describe),
        Map.entry("DescribeTimeToLive", timeToLive::describe),
        Map.entry("ExecuteStatement", new StatementOperation(tables, partitions)),
        Map.entry("ExecuteTransaction", new StatementsOperation(tables, transactions)),
        Map.entry("GetItem", new GetItemOperation(tables, partitions)),
        Map.entry("ListTables", tableOperations::list),
        Map.entry("ListTagsOfResource", tags::list),
        Map.entry("PutItem", writes::put),
        Map.entry("Query", new QueryOperation(tables, partitions)),
        Map.entry("Scan", new ScanOperation(tables, partitions)),
        Map.entry("TagResource", tags::tag),
        Map.entry("TransactGetItems", new TransactGetOperation(tables, transactions)),
        Map.entry("TransactWriteItems", new TransactWriteOperation(tables, transactions)),
        Map.entry("UntagResource", tags::untag),
        Map.entry("UpdateItem", writes::update),
        Map.entry("UpdateTable", tableOperations::update),
        Map.entry("UpdateTimeToLive", timeToLive::update));
  }
}
