package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.HashRange;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scan, of the whole table or of one of its parallel segments. */
public final class ScanOperation implements OperationHandler {
  private final Tables tables;
  private final PartitionClient partitions;

  public ScanOperation(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.partitions = partitions;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    Expressions expressions =
        new Expressions(request, ExpressionKind.PROJECTION, ExpressionKind.FILTER);
    HashRange segment = segment(request);
    PageRequest.checkSelect(request);
    ConditionExpression filter = expressions.filter("ScanFilter");
    ProjectionExpression projection = expressions.projection();
    expressions.requireAllUsed();
    TableDescriptor table = tables.serving(request.requiredString("TableName"));
    Source source = Source.of(table, request.string("IndexName"));
    source.checkConsistency(request.bool("ConsistentRead", false));
    IndexKey start = PageRequest.start(request, source);
    checkStart(request, source, segment, start);
    ScalarKeys.check(table, projection);
    ScalarKeys.check(table, filter);
    PageRequest page = PageRequest.of(request, source, start, projection, filter);
    page.run(partitions, pieces(source, segment, start), false, key -> false, reply);
  }

  private static HashRange segment(Struct request) {
    Long segment = request.number("Segment");
    Long total = request.number("TotalSegments");
    if (segment == null && total == null) {
      return HashRange.ALL;
    }
    if (total == null) {
      throw ApiException.validation(
          "The TotalSegments parameter is required but was not present in the request when Segment"
              + " parameter is present");
    }
    if (segment == null) {
      throw ApiException.validation(
          "The Segment parameter is required but was not present in the request when parameter"
              + " TotalSegments is present");
    }
    if (segment >= total) {
      throw ApiException.validation(
          "The Segment parameter is zero-based and must be less than parameter TotalSegments:"
              + " Segment: "
              + segment
              + " is not less than TotalSegments: "
              + total);
    }
    return HashRange.segment(Math.toIntExact(segment), Math.toIntExact(total));
  }

  private static void checkStart(
      Struct request, Source source, HashRange segment, @Nullable IndexKey start) {
    if (start != null && !segment.contains(source.hash(start.partition()))) {
      throw ApiException.validation(
          "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use"
              + " ExclusiveStartKey with correct Segment. TotalSegments: "
              + request.number("TotalSegments")
              + " Segment: "
              + request.number("Segment"));
    }
  }

  /** The parts of the source's partitions that lie in a segment, from a key on. */
  static List<PageRun.Piece> pieces(Source source, HashRange segment, @Nullable IndexKey start) {
    long startPartition = start == null ? 0 : source.partition(source.hash(start.partition())).id();
    boolean reached = start == null;
    List<PageRun.Piece> pieces = new ArrayList<>();
    for (PartitionRange partition : source.partitions()) {
      boolean first = start != null && partition.id() == startPartition;
      reached |= first;
      if (reached && partition.hashes().overlaps(segment)) {
        ByteRange range = RowKeys.hashes(partition.id(), partition.hashes().intersect(segment));
        if (start != null && first) {
          range = range.startingAfter(source.rowKey(partition.id(), start), false);
        }
        pieces.add(new PageRun.Piece(partition.id(), range));
      }
    }
    return pieces;
  }
}
