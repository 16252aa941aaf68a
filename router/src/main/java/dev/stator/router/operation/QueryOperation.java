package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.IndexCondition;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.SortCondition;
import dev.stator.model.legacy.LegacyConditions;
import dev.stator.model.legacy.LegacyKeyConditions;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
            ExpressionKind.PROJECTION,
            ExpressionKind.FILTER,
            ExpressionKind.KEY_CONDITION);
    boolean expression = request.string("KeyConditionExpression") != null;
    // The order of the service: of these parameters the old ones are looked at first.
    Map<String, Struct> legacyFilter = request.structMap("QueryFilter");
    ConditionExpression filter = expressions.filter("QueryFilter");
    ProjectionExpression projection = expressions.projection();
    Map<String, Struct> legacy = request.structMap("KeyConditions");
    if (!expression && legacy == null) {
      throw ApiException.validation(
          "Either the KeyConditions or KeyConditionExpression parameter must be specified in the"
              + " request.");
    }
    PageRequest.checkSelect(request);
    String index = request.string("IndexName");
    Function<IndexKeys, IndexCondition> keyCondition =
        legacy == null
            ? Objects.requireNonNull(expressions.keyCondition())::bind
            : LegacyKeyConditions.of(legacy, index != null)::bind;
    expressions.requireAllUsed();
    TableDescriptor table = tables.serving(request.requiredString("TableName"));
    Source source = Source.of(table, index);
    source.checkConsistency(request.bool("ConsistentRead", false));
    IndexKey start = PageRequest.start(request, source);
    IndexCondition condition = keyCondition.apply(source.keys());
    if (legacyFilter != null) {
      LegacyConditions.requireNoKey(legacyFilter, source.keys());
    } else if (filter != null) {
      filter.requireNoKey(source.keys());
    }
    ScalarKeys.check(table, projection);
    ScalarKeys.check(table, filter);
    Selection.checkFilter(source, filter);
    PageRequest page = PageRequest.of(request, source, start, projection, filter);
    boolean reverse = Boolean.FALSE.equals(request.bool("ScanIndexForward"));
    page.run(
        partitions,
        List.of(piece(source, condition, start, reverse)),
        reverse,
        key -> isLast(source, condition, key, reverse),
        reply);
  }

  /** Whether the condition itself says that nothing comes after this key. */
  private static boolean isLast(
      Source source, IndexCondition condition, IndexKey key, boolean reverse) {
    if (source.index() != null) {
      // Other items may have the same keys.
      return false;
    }
    AttributeValue sort = key.item().sort();
    return sort == null
        || switch (condition.next()) {
          case SortCondition.Equal equal -> true;
          case SortCondition.LessOrEqual bound -> !reverse && sort.equals(bound.value());
          case SortCondition.GreaterOrEqual bound -> reverse && sort.equals(bound.value());
          case SortCondition.Between bounds -> sort.equals(reverse ? bounds.low() : bounds.high());
          case SortCondition.All all -> false;
          case SortCondition.Less less -> false;
          case SortCondition.Greater greater -> false;
          case SortCondition.BeginsWith prefix -> false;
        };
  }

  private static PageRun.Piece piece(
      Source source, IndexCondition condition, @Nullable IndexKey start, boolean reverse) {
    long partition = source.partition(source.hash(condition.partition())).id();
    ByteRange range = source.rows(partition, condition);
    if (start == null) {
      return new PageRun.Piece(partition, range);
    }
    byte[] startKey = source.rowKey(partition, start);
    checkStart(source, condition, start, range, startKey);
    return new PageRun.Piece(partition, range.startingAfter(startKey, reverse));
  }

  /** The service's three words for a start key that this query can not have answered with. */
  private static void checkStart(
      Source source, IndexCondition condition, IndexKey start, ByteRange range, byte[] startKey) {
    boolean samePartition = start.partition().equals(condition.partition());
    if (condition.isWholePartition()) {
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
    boolean oneRow = source.index() == null && condition.next() instanceof SortCondition.Equal;
    if (!samePartition || oneRow) {
      throw ApiException.validation("The query can return at most one row and cannot be restarted");
    }
  }
}
