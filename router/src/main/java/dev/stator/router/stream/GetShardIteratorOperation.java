package dev.stator.router.stream;

import dev.stator.base.Clock;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadChanges;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableStream;
import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import dev.stator.router.operation.Answers;
import dev.stator.router.operation.OperationHandler;
import dev.stator.router.operation.Tables;
import dev.stator.router.stream.ShardIds.ShardId;
import dev.stator.router.stream.StreamShards.Described;
import org.jspecify.annotations.Nullable;

/** GetShardIterator: looks the shard up and makes a place in it of what is asked for. */
final class GetShardIteratorOperation implements OperationHandler {
  private static final String INVALID = "One or more parameter values were invalid: ";

  private final Tables tables;
  private final PartitionClient partitions;
  private final StreamShards shards;
  private final Clock clock;

  GetShardIteratorOperation(Tables tables, PartitionClient partitions, Clock clock) {
    this.tables = tables;
    this.partitions = partitions;
    this.shards = new StreamShards(partitions);
    this.clock = clock;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    String arn = request.requiredString("StreamArn");
    String type = request.requiredString("ShardIteratorType");
    ChangePlace given = given(type, request.string("SequenceNumber"));
    StreamArns.Found found = StreamArns.find(tables, arn, clock.wallMillis());
    ShardId id = ShardIds.parse(request.requiredString("ShardId"));
    if (id == null || !found.hasPartition(id.partition())) {
      throw StreamShards.noShard();
    }
    shards.ofPartition(
        found,
        id.partition(),
        answer -> {
          ApiException failed = answer.failed();
          Described described = answer.find(id);
          if (failed != null) {
            reply.fail(failed);
          } else if (described == null) {
            reply.fail(StreamShards.noShard());
          } else {
            Shard shard = described.shard();
            ChangePlace after = after(type, given, shard, answer.appliedIndex());
            if (after == null) {
              reply.fail(ApiException.validation("Invalid SequenceNumber for the shard"));
              return;
            }
            long nowMs = clock.wallMillis();
            ShardIterator made = new ShardIterator(arn, id, after, !shard.open(), nowMs);
            OperationHandler.Body body =
                json -> json.writeStringProperty("ShardIterator", made.write());
            if (given.equals(ChangePlace.BEGINNING)
                || nowMs - shard.beginMs() <= TableStream.RETENTION_MS) {
              reply.ok(body);
            } else {
              checkThere(id.partition(), given, body, reply);
            }
          }
        });
  }

  /**
   * In a shard so old that records may have been trimmed, what stands behind a record that is not
   * there any more may have been trimmed as well.
   */
  private void checkThere(
      long partition, ChangePlace given, OperationHandler.Body body, Reply reply) {
    partitions.send(
        new ReadChanges(partition, before(given), 1, 1),
        response -> {
          if (!(response instanceof PartitionResponse.Changes changes)) {
            reply.fail(Answers.error(response));
          } else if (changes.records().isEmpty()
              || !changes.records().getFirst().place().equals(given)) {
            reply.fail(StreamShards.trimmed());
          } else {
            reply.ok(body);
          }
        });
  }

  /** The place of the sequence number, for the types that take one; else its beginning. */
  private static ChangePlace given(String type, @Nullable String number) {
    boolean takesOne = type.equals("AT_SEQUENCE_NUMBER") || type.equals("AFTER_SEQUENCE_NUMBER");
    if (!takesOne) {
      if (number != null) {
        throw ApiException.validation(
            INVALID + "SequenceNumber should not be passed for this iterator type");
      }
      return ChangePlace.BEGINNING;
    }
    ChangePlace place = number == null ? null : SequenceNumbers.parse(number);
    if (place == null) {
      throw ApiException.validation(INVALID + "Invalid SequenceNumber");
    }
    return place;
  }

  /**
   * The place after which to read, or null when the sequence number is not of this shard.
   *
   * @param appliedIndex everything up to here was there when the shard was looked up
   */
  private static @Nullable ChangePlace after(
      String type, ChangePlace given, Shard shard, long appliedIndex) {
    long last = shard.open() ? Math.max(appliedIndex, shard.beginIndex() + 1) : shard.endIndex();
    boolean within = given.index() > shard.beginIndex() && given.index() <= last;
    return switch (type) {
      case "TRIM_HORIZON" -> ChangePlace.endOf(shard.beginIndex());
      case "LATEST" ->
          ChangePlace.endOf(
              shard.open() ? Math.max(appliedIndex, shard.beginIndex()) : shard.endIndex());
      case "AT_SEQUENCE_NUMBER" -> within ? before(given) : null;
      case "AFTER_SEQUENCE_NUMBER" -> within ? given : null;
      default -> throw new IllegalStateException("no type of iterator: " + type);
    };
  }

  private static ChangePlace before(ChangePlace place) {
    return place.position() > 0
        ? new ChangePlace(place.index(), place.position() - 1)
        : ChangePlace.endOf(place.index() - 1);
  }
}
