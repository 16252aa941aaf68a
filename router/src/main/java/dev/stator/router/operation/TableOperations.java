package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadStatistics;
import dev.stator.cluster.message.PartitionResponse.Statistics;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** CreateTable, DescribeTable, ListTables, UpdateTable, DeleteTable. */
public final class TableOperations {
  /** Names of one answer of ListTables. Source: the API reference. */
  private static final int NAMES_MAX = 100;

  private final Tables tables;
  private final TableControl control;
  private final PartitionClient partitions;

  public TableOperations(Tables tables, TableControl control, PartitionClient partitions) {
    this.tables = tables;
    this.control = control;
    this.partitions = partitions;
  }

  /** CreateTable. */
  public void create(Struct request, OperationHandler.Reply reply) {
    TableControl.TableSpec spec = CreateTableRequest.spec(request);
    if (LedgerTable.isHidden(spec.name())) {
      throw new ApiException(ErrorCode.RESOURCE_IN_USE, "Table already exists: " + spec.name());
    }
    control.create(spec, outcome -> answer(outcome, reply));
  }

  /** DeleteTable. */
  public void delete(Struct request, OperationHandler.Reply reply) {
    String name = Tables.name(request.requiredString("TableName"));
    refuseHidden(name);
    control.delete(name, outcome -> answer(outcome, reply));
  }

  /** UpdateTable. */
  public void update(Struct request, OperationHandler.Reply reply) {
    String name = Tables.name(request.requiredString("TableName"));
    TableChange change = UpdateTableRequest.change(request, name, tables.directory().find(name));
    refuseHidden(name);
    control.update(change, outcome -> answer(outcome, reply));
  }

  private static void refuseHidden(String name) {
    if (LedgerTable.isHidden(name)) {
      throw new ApiException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: Table: " + name + " not found");
    }
  }

  /** DescribeTable. */
  public void describe(Struct request, OperationHandler.Reply reply) {
    TableDescriptor table = tables.known(request.requiredString("TableName"));
    describe(table, "Table", reply);
  }

  /** ListTables. */
  public void list(Struct request, OperationHandler.Reply reply) {
    Long limit = request.number("Limit");
    String after = request.string("ExclusiveStartTableName");
    int wanted = limit == null ? NAMES_MAX : Math.toIntExact(limit);
    List<String> names = tables.names(after == null ? "" : after, wanted + 1);
    boolean more = names.size() > wanted;
    List<String> page = more ? names.subList(0, wanted) : names;
    reply.ok(json -> writeNames(json, page, more));
  }

  private static void writeNames(JsonGenerator json, List<String> names, boolean more) {
    json.writeArrayPropertyStart("TableNames");
    names.forEach(json::writeString);
    json.writeEndArray();
    if (more) {
      json.writeStringProperty("LastEvaluatedTableName", names.get(names.size() - 1));
    }
  }

  private void answer(Outcome outcome, OperationHandler.Reply reply) {
    switch (outcome) {
      case Outcome.Begun begun -> describe(begun.table(), "TableDescription", reply);
      case Outcome.Refused refused -> reply.fail(refused.error());
    }
  }

  private void describe(TableDescriptor table, String member, OperationHandler.Reply reply) {
    String arn = tables.arn(table.name());
    if (!table.status().serves()) {
      reply.ok(json -> TableJson.write(json, member, table, arn, TableCounts.NONE));
      return;
    }
    count(table, counts -> reply.ok(json -> TableJson.write(json, member, table, arn, counts)));
  }

  /** Sums up what the partitions hold; one that does not answer counts as empty. */
  private void count(TableDescriptor table, Consumer<TableCounts> done) {
    Map<Long, Statistics> answers = new ConcurrentSkipListMap<>();
    List<PartitionRange> all = table.allPartitions();
    AtomicInteger missing = new AtomicInteger(all.size());
    for (PartitionRange range : all) {
      partitions.send(
          new ReadStatistics(range.id()),
          response -> {
            if (response instanceof Statistics part) {
              answers.put(range.id(), part);
            }
            if (missing.decrementAndGet() == 0) {
              done.accept(TableCounts.of(table, answers));
            }
          });
    }
  }
}
