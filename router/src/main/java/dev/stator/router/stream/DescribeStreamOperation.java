package dev.stator.router.stream;

import dev.stator.base.Clock;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableStream;
import dev.stator.model.ApiException;
import dev.stator.model.KeyAttribute;
import dev.stator.model.wire.Struct;
import dev.stator.router.operation.OperationHandler;
import dev.stator.router.operation.Tables;
import dev.stator.router.stream.StreamShards.Described;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** DescribeStream: asks all partitions of the table for their shards, and shows a page of them. */
final class DescribeStreamOperation implements OperationHandler {
  /** Shards of one answer. Source: the API reference. */
  private static final int SHARDS_MAX = 100;

  private final Tables tables;
  private final StreamShards shards;
  private final Clock clock;

  DescribeStreamOperation(Tables tables, PartitionClient partitions, Clock clock) {
    this.tables = tables;
    this.shards = new StreamShards(partitions);
    this.clock = clock;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    int limit = request.integer("Limit", SHARDS_MAX);
    if (limit > SHARDS_MAX) {
      throw ApiException.validation(
          "One or more parameter values were invalid: Limit cannot be greater than the maximum: "
              + SHARDS_MAX);
    }
    StreamArns.Found found =
        StreamArns.find(tables, request.requiredString("StreamArn"), clock.wallMillis());
    shards.all(
        found,
        answer -> {
          ApiException failed = answer.failed();
          if (failed != null) {
            reply.fail(failed);
          } else {
            reply.ok(json -> write(json, found, answer.shards(), request, limit));
          }
        });
  }

  private void write(
      JsonGenerator json, StreamArns.Found found, List<Described> all, Struct request, int limit) {
    String after = request.string("ExclusiveStartShardId");
    Struct filter = request.struct("ShardFilter");
    List<Described> wanted =
        all.stream()
            .filter(shard -> after == null || shard.id().toString().compareTo(after) > 0)
            .filter(shard -> filter == null || shard.childOf(filter.string("ShardId")))
            .toList();
    List<Described> page = wanted.subList(0, Math.min(limit, wanted.size()));
    TableStream stream = found.stream();
    json.writeObjectPropertyStart("StreamDescription");
    json.writeStringProperty("StreamArn", tables.ofStream(found.tableName(), stream));
    json.writeStringProperty("StreamLabel", stream.label());
    json.writeStringProperty("StreamStatus", status(found, all));
    json.writeStringProperty("StreamViewType", stream.view().name());
    json.writeNumberProperty("CreationRequestDateTime", BigDecimal.valueOf(stream.createdMs(), 3));
    json.writeStringProperty("TableName", found.tableName());
    json.writeArrayPropertyStart("KeySchema");
    key(json, found.table().keySchema().partitionKey(), "HASH");
    key(json, found.table().keySchema().sortKey(), "RANGE");
    json.writeEndArray();
    json.writeArrayPropertyStart("Shards");
    page.forEach(shard -> shard(json, shard));
    json.writeEndArray();
    if (page.size() < wanted.size()) {
      json.writeStringProperty("LastEvaluatedShardId", page.getLast().id().toString());
    }
    json.writeEndObject();
  }

  /** Said by the shards themselves: the stream is on when every partition has an open one. */
  private static String status(StreamArns.Found found, List<Described> all) {
    long open = all.stream().filter(described -> described.shard().open()).count();
    if (found.stream().enabled() && found.table().status() != TableStatus.DELETING) {
      return open >= found.table().partitions().size() ? "ENABLED" : "ENABLING";
    }
    return open == 0 ? "DISABLED" : "DISABLING";
  }

  private static void key(JsonGenerator json, @Nullable KeyAttribute key, String type) {
    if (key != null) {
      json.writeStartObject();
      json.writeStringProperty("AttributeName", key.name());
      json.writeStringProperty("KeyType", type);
      json.writeEndObject();
    }
  }

  private static void shard(JsonGenerator json, Described described) {
    Shard shard = described.shard();
    json.writeStartObject();
    json.writeStringProperty("ShardId", described.id().toString());
    json.writeObjectPropertyStart("SequenceNumberRange");
    json.writeStringProperty(
        "StartingSequenceNumber", SequenceNumbers.of(new ChangePlace(shard.beginIndex() + 1, 0)));
    if (!shard.open()) {
      json.writeStringProperty(
          "EndingSequenceNumber", SequenceNumbers.of(ChangePlace.endOf(shard.endIndex())));
    }
    json.writeEndObject();
    ShardIds.ShardId parent = described.parent();
    if (parent != null) {
      json.writeStringProperty("ParentShardId", parent.toString());
    }
    json.writeEndObject();
  }
}
