package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.KeyCondition;
import dev.stator.model.expression.KeyConditionExpression;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.key.SortCondition;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Query. */
public final class QueryOperation implements OperationHandler {
  private final Tables tables;
  private final PartitionClient partitions;

  public QueryOperation(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.partitions = partitions;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    Expressions expressions =
        new Expressions(
            request,
            ExpressionKind.FILTER,
            ExpressionKind.PROJECTION,
            ExpressionKind.KEY_CONDITION);
    if (request.string("KeyConditionExpression") == null) {
      throw ApiException.validation(
          "Either the KeyConditions or KeyConditionExpression parameter must be specified in the"
              + " request.");
    }
    PageRequest.checkSelect(request);
    ConditionExpression filter = expressions.filter();
    ProjectionExpression projection = expressions.projection();
    KeyConditionExpression keyCondition = Objects.requireNonNull(expressions.keyCondition());
    expressions.requireAllUsed();
    TableDescriptor table = tables.serving(request.requiredString("TableName"));
    PageRequest.checkNoIndex(request);
    KeyCondition condition = keyCondition.bind(table.keySchema());
    if (filter != null) {
      filter.requireNoKey(table.keySchema());
    }
    boolean reverse = Boolean.FALSE.equals(request.bool("ScanIndexForward"));
    PageRequest page = PageRequest.of(request, table, projection, filter);
    page.run(partitions, List.of(piece(table, condition, page.start(), reverse)), reverse, reply);
  }

  private static PageRun.Piece piece(
      TableDescriptor table, KeyCondition condition, @Nullable PrimaryKey start, boolean reverse) {
    long partition = table.partition(RowKeys.hash(condition.partition())).id();
    ByteRange range = RowKeys.items(partition, condition.partition(), condition.sort());
    if (start == null) {
      return new PageRun.Piece(partition, range);
    }
    byte[] startKey = RowKeys.itemKey(partition, start);
    checkStart(condition, start, range, startKey);
    return new PageRun.Piece(partition, range.startingAfter(startKey, reverse));
  }

  /** The service's three words for a start key that this query can not have answered with. */
  private static void checkStart(
      KeyCondition condition, PrimaryKey start, ByteRange range, byte[] startKey) {
    boolean samePartition = start.partition().equals(condition.partition());
    if (condition.sort() instanceof SortCondition.All) {
      if (!samePartition) {
        throw ApiException.validation(
            "The provided starting key is outside query boundaries based on provided conditions");
      }
      return;
    }
    if (samePartition && !range.contains(startKey)) {
      throw ApiException.validation(
          "The provided starting key does not match the range key predicate");
    }
    if (!samePartition || condition.sort() instanceof SortCondition.Equal) {
      throw ApiException.validation("The query can return at most one row and cannot be restarted");
    }
  }
}
