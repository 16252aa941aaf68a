package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.IndexCondition;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.HashRange;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.partiql.ReadPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out prepared statements, by the same messages as the operations on items. */
final class StatementRunner {
  private final PartitionClient partitions;

  StatementRunner(PartitionClient partitions) {
    this.partitions = partitions;
  }

  /**
   * How a SELECT is read.
   *
   * @param rowsMax how many rows may be looked at
   * @param start where to go on from, exclusive; null from the beginning
   */
  record Reading(boolean consistent, int rowsMax, @Nullable IndexKey start) {}

  void read(PreparedStatement.Read read, Reading reading, Consumer<StatementResult> done) {
    switch (read.plan()) {
      case ReadPlan.Get get -> get(read, get, reading, done);
      case ReadPlan.Queries queries ->
          page(
              read,
              pieces(read.source(), queries, reading.start()),
              queries.reverse(),
              reading,
              done);
      case ReadPlan.Scan scan ->
          page(
              read,
              ScanOperation.pieces(read.source(), HashRange.ALL, reading.start()),
              false,
              reading,
              done);
    }
  }

  private void get(
      PreparedStatement.Read read,
      ReadPlan.Get get,
      Reading reading,
      Consumer<StatementResult> done) {
    TableDescriptor table = read.table();
    PrimaryKey key = get.target().key();
    long partition = partition(table, key);
    partitions.send(
        new ReadRow(partition, RowKeys.itemKey(partition, key), reading.consistent()),
        response -> {
          if (response instanceof PartitionResponse.Row found) {
            done.accept(got(read, get.filter(), found.row(), reading));
          } else {
            done.accept(new StatementResult.Failed(table, Answers.error(response)));
          }
        });
  }

  private static StatementResult got(
      PreparedStatement.Read read,
      @Nullable ConditionExpression filter,
      @Nullable StoredRow row,
      Reading reading) {
    boolean passes = row != null && (filter == null || filter.test(row.item()));
    int bytes = row == null ? 0 : row.view().sizeBytes();
    double units = CapacityUnits.read(bytes, ConsumedCapacity.mode(reading.consistent()));
    List<StoredRow> rows = row != null && passes ? List.of(row) : List.of();
    return new StatementResult.Read(
        read.source(), rows, rows, read.projection(), ConsumedUnits.ofTable(units), null);
  }

  private static List<PageRun.Piece> pieces(
      Source source, ReadPlan.Queries queries, @Nullable IndexKey start) {
    List<PageRun.Piece> pieces = new ArrayList<>();
    boolean reached = start == null;
    for (IndexCondition condition : queries.conditions()) {
      boolean first = start != null && start.partition().equals(condition.partition());
      reached |= first;
      if (reached) {
        long partition = source.partition(source.hash(condition.partition())).id();
        ByteRange range = source.rows(partition, condition);
        if (start != null && first) {
          range = range.startingAfter(source.rowKey(partition, start), queries.reverse());
        }
        pieces.add(new PageRun.Piece(partition, range));
      }
    }
    return pieces;
  }

  private void page(
      PreparedStatement.Read read,
      List<PageRun.Piece> pieces,
      boolean reverse,
      Reading reading,
      Consumer<StatementResult> done) {
    PageRun.start(
        partitions,
        read.source(),
        pieces,
        new PageRun.Spec(
            reverse,
            reading.rowsMax(),
            read.plan().filter(),
            false,
            reading.consistent(),
            read.fetches()),
        outcome ->
            done.accept(
                switch (outcome) {
                  case PageRun.Outcome.Done page -> result(read, page, reading);
                  case PageRun.Outcome.Failed failed ->
                      new StatementResult.Failed(read.table(), Answers.error(failed.response()));
                }));
  }

  private static StatementResult result(
      PreparedStatement.Read read, PageRun.Outcome.Done page, Reading reading) {
    Source source = read.source();
    double units =
        CapacityUnits.readPage(page.bytes(), ConsumedCapacity.mode(reading.consistent()));
    return new StatementResult.Read(
        source,
        page.rows(),
        page.places(),
        read.projection(),
        ConsumedUnits.of(source, units, page.fetchedUnits()),
        page.last());
  }

  /**
   * @param returnOldOnFailure whether a failed condition answers with the item as it was found
   */
  void write(
      PreparedStatement.Write write, boolean returnOldOnFailure, Consumer<StatementResult> done) {
    TableDescriptor table = write.table();
    partitions.send(
        new WriteItem(
            partition(table, write.key()),
            table.keySchema(),
            write.key(),
            write.mutation(),
            write.condition(),
            write.returnValues(),
            returnOldOnFailure,
            !table.indexes().isEmpty()),
        response ->
            done.accept(
                switch (response) {
                  case PartitionResponse.Written written ->
                      new StatementResult.Written(
                          table, written.returned(), ConsumedUnits.of(written));
                  case PartitionResponse.ConditionFailed failed
                      when write.failure() == PreparedStatement.Failure.DUPLICATE ->
                      new StatementResult.Failed(
                          table,
                          new ApiException(
                              ErrorCode.DUPLICATE_ITEM, "Duplicate primary key exists in table"));
                  default -> new StatementResult.Failed(table, Answers.error(response));
                }));
  }

  private static long partition(TableDescriptor table, PrimaryKey key) {
    return table.partition(RowKeys.hash(key.partition())).id();
  }
}
