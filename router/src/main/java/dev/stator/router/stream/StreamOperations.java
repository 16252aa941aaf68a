package dev.stator.router.stream;

import dev.stator.base.Clock;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.DepartedTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStream;
import dev.stator.cluster.table.TableStreams;
import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import dev.stator.router.operation.OperationHandler;
import dev.stator.router.operation.Tables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** ListStreams, DescribeStream, GetShardIterator and GetRecords. */
public final class StreamOperations {
  /** Streams of one answer. Source: the API reference of ListStreams. */
  private static final int STREAMS_MAX = 100;

  private final Tables tables;
  private final PartitionClient partitions;
  private final Clock clock;

  public StreamOperations(Tables tables, PartitionClient partitions, Clock clock) {
    this.tables = tables;
    this.partitions = partitions;
    this.clock = clock;
  }

  /** A stream of a list. */
  private record Listed(String arn, StreamArns.Place place) {}

  /** The operations, by name. */
  public Map<String, OperationHandler> handlers() {
    return Map.of(
        "DescribeStream", new DescribeStreamOperation(tables, partitions, clock),
        "GetRecords", new GetRecordsOperation(tables, partitions, clock),
        "GetShardIterator", new GetShardIteratorOperation(tables, partitions, clock),
        "ListStreams", this::list);
  }

  private void list(Struct request, OperationHandler.Reply reply) {
    int limit = request.integer("Limit", STREAMS_MAX);
    if (limit > STREAMS_MAX) {
      throw ApiException.validation(
          "One or more parameter values were invalid: Limit cannot be greater than the maximum"
              + " allowed size: "
              + STREAMS_MAX);
    }
    String after = request.string("ExclusiveStartStreamArn");
    List<Listed> all = streams(request.string("TableName"));
    int from = 0;
    if (after != null) {
      StreamArns.Place last = StreamArns.Place.of(after);
      while (from < all.size() && all.get(from).place().compareTo(last) <= 0) {
        from++;
      }
    }
    List<Listed> page = all.subList(from, Math.min(all.size(), from + limit));
    boolean more = from + limit < all.size();
    reply.ok(json -> {
      json.writeArrayPropertyStart("Streams");
      for (Listed listed : page) {
        json.writeStartObject();
        json.writeStringProperty("StreamArn", listed.arn());
        json.writeStringProperty("TableName", listed.place().table());
        json.writeStringProperty("StreamLabel", listed.place().label());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (more) {
        json.writeStringProperty("LastEvaluatedStreamArn", page.getLast().arn());
      }
    });
  }

  /**
   * The streams of one table, or of all, in order. One that is deleted may be there twice for a
   * moment: as it was, and what stays of it.
   */
  private List<Listed> streams(@Nullable String tableName) {
    long nowMs = clock.wallMillis();
    TreeMap<StreamArns.Place, Listed> all = new TreeMap<>();
    for (TableDescriptor table : tables.directory().all()) {
      String name = DepartedTables.nameOf(table);
      if (tableName == null || name.equals(tableName)) {
        for (TableStream stream : TableStreams.of(table.settings())) {
          if (!stream.gone(nowMs)) {
            StreamArns.Place place = new StreamArns.Place(name, stream.label());
            all.put(place, new Listed(tables.ofStream(name, stream), place));
          }
        }
      }
    }
    return List.copyOf(all.values());
  }
}
