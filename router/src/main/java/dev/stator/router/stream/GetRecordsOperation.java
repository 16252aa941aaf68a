package dev.stator.router.stream;

import dev.stator.base.Clock;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadChanges;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.json.JsonOut;
import dev.stator.model.wire.Struct;
import dev.stator.router.operation.Answers;
import dev.stator.router.operation.OperationHandler;
import dev.stator.router.operation.Tables;
import dev.stator.router.stream.StreamShards.Described;
import java.util.ArrayList;
import java.util.List;

/**
 * GetRecords: reads the partition's changes after the iterator's place, and only then whether and
 * where the shard ended, so that no change of the next shard is taken for one of this.
 *
 * <p>That a shard has no more is certain when a change behind its end was read, or when it was
 * known to be closed before its changes were read, as the iterator remembers: else it may have
 * ended, with changes, in between. Then the reader gets one more iterator, and comes again.
 */
final class GetRecordsOperation implements OperationHandler {
  /** Records and bytes of one answer. Source: the API reference. */
  private static final int RECORDS_MAX = 1_000;

  private static final long BYTES_MAX = 1L << 20;

  /** Bytes of JSON beyond which no more records are put into one answer. */
  private static final long ANSWER_BYTES_MAX = 8L << 20;

  private final Tables tables;
  private final PartitionClient partitions;
  private final StreamShards shards;
  private final Clock clock;

  GetRecordsOperation(Tables tables, PartitionClient partitions, Clock clock) {
    this.tables = tables;
    this.partitions = partitions;
    this.shards = new StreamShards(partitions);
    this.clock = clock;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    int limit = request.integer("Limit", RECORDS_MAX);
    if (limit > RECORDS_MAX) {
      throw ApiException.validation(
          "One or more parameter values were invalid: Limit should be less than or equal to "
              + RECORDS_MAX);
    }
    ShardIterator iterator = ShardIterator.read(request.requiredString("ShardIterator"));
    long nowMs = clock.wallMillis();
    if (iterator.expired(nowMs)) {
      // As the service said it in github.com/spring-attic/spring-integration-aws, pull request 59.
      throw new ApiException(ErrorCode.EXPIRED_ITERATOR, "Shard iterator has expired");
    }
    StreamArns.Found found = StreamArns.find(tables, iterator.streamArn(), nowMs);
    long partition = iterator.shard().partition();
    if (!found.hasPartition(partition)) {
      throw StreamShards.noShard();
    }
    partitions.send(
        new ReadChanges(partition, iterator.after(), limit, BYTES_MAX),
        response -> {
          if (response instanceof PartitionResponse.Changes changes) {
            shards.ofPartition(
                found, partition, answer -> answer(found, iterator, changes, answer, reply));
          } else {
            reply.fail(Answers.error(response));
          }
        });
  }

  private void answer(
      StreamArns.Found found,
      ShardIterator iterator,
      PartitionResponse.Changes changes,
      StreamShards.Answer answer,
      Reply reply) {
    ApiException failed = answer.failed();
    Described described = answer.find(iterator.shard());
    if (failed != null) {
      reply.fail(failed);
    } else if (described == null) {
      reply.fail(StreamShards.trimmed());
    } else {
      Read read = read(iterator, described.shard(), changes);
      RecordJson record = new RecordJson(found.table(), found.stream(), tables.region());
      reply.ok(json -> {
        long bytesMax = reply.answerBytes(ANSWER_BYTES_MAX);
        List<ChangeRecord> records = read.records();
        int written = 0;
        json.writeArrayPropertyStart("Records");
        for (ChangeRecord change : records) {
          if (written > 0 && JsonOut.written(json) >= bytesMax) {
            break;
          }
          record.write(json, change);
          written++;
        }
        json.writeEndArray();
        boolean all = written == records.size();
        if (!all || !read.over()) {
          ShardIterator next =
              new ShardIterator(
                  iterator.streamArn(),
                  iterator.shard(),
                  all ? read.last() : records.get(written - 1).place(),
                  !described.shard().open(),
                  clock.wallMillis());
          json.writeStringProperty("NextShardIterator", next.write());
        }
      });
    }
  }

  /**
   * What of the changes is the shard's.
   *
   * @param last the place of the last change that was looked at
   * @param over whether the shard has no more, and never will
   */
  private record Read(List<ChangeRecord> records, ChangePlace last, boolean over) {}

  private static Read read(ShardIterator iterator, Shard shard, PartitionResponse.Changes changes) {
    List<ChangeRecord> records = new ArrayList<>();
    ChangePlace last = iterator.after();
    for (ChangeRecord change : changes.records()) {
      if (!shard.open() && change.place().index() > shard.endIndex()) {
        return new Read(records, last, true);
      }
      last = change.place();
      // A touch is no change of the item: it builds an index.
      if (change.kind() != ChangeRecord.Kind.TOUCH) {
        records.add(change);
      }
    }
    return new Read(records, last, !shard.open() && iterator.ended() && !changes.more());
  }
}
