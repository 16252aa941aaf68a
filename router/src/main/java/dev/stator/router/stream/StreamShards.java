package dev.stator.router.stream;

import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadShards;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.router.operation.Answers;
import dev.stator.router.stream.ShardIds.ShardId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks partitions for the shards of a stream. */
final class StreamShards {
  private final PartitionClient partitions;

  StreamShards(PartitionClient partitions) {
    this.partitions = partitions;
  }

  /**
   * A shard in its chain.
   *
   * @param parent the one before it in its partition, as long as that is there
   */
  record Described(ShardId id, Shard shard, @Nullable ShardId parent) {
    boolean childOf(@Nullable String shardId) {
      return parent != null && parent.toString().equals(shardId);
    }
  }

  /**
   * Shards in the order of their ids, or why there are none.
   *
   * @param appliedIndex of one partition: everything up to here was there
   */
  record Answer(List<Described> shards, long appliedIndex, @Nullable ApiException failed) {
    /** The shard of that id. */
    @Nullable Described find(ShardId id) {
      for (Described described : shards) {
        if (described.id().equals(id)) {
          return described;
        }
      }
      return null;
    }
  }

  /** The shards of one partition. */
  void ofPartition(StreamArns.Found found, long partition, Consumer<Answer> reply) {
    partitions.send(
        new ReadShards(partition), response -> reply.accept(answer(found, partition, response)));
  }

  /** The shards of all partitions of the table. */
  void all(StreamArns.Found found, Consumer<Answer> reply) {
    List<PartitionRange> ranges = found.table().partitions();
    Gathering gathering = new Gathering(ranges.size(), reply);
    for (PartitionRange range : ranges) {
      ofPartition(found, range.id(), gathering::add);
    }
  }

  private static Answer answer(StreamArns.Found found, long partition, PartitionResponse response) {
    return switch (response) {
      case PartitionResponse.Shards all ->
          new Answer(chain(found, partition, all.shards()), all.appliedIndex(), null);
      // The table is being deleted.
      case PartitionResponse.NotHosted none -> new Answer(List.of(), 0, null);
      default -> new Answer(List.of(), 0, Answers.error(response));
    };
  }

  private static List<Described> chain(StreamArns.Found found, long partition, List<Shard> all) {
    List<Described> chain = new ArrayList<>();
    Shard before = null;
    for (Shard shard : all) {
      if (shard.streamId() == found.stream().createdMs()) {
        ShardId parent =
            before != null && before.endIndex() == shard.beginIndex()
                ? ShardIds.of(partition, before)
                : null;
        chain.add(new Described(ShardIds.of(partition, shard), shard, parent));
        before = shard;
      }
    }
    return chain;
  }

  static ApiException noShard() {
    return new ApiException(
        ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found: Shard does not exist");
  }

  static ApiException trimmed() {
    return new ApiException(
        ErrorCode.TRIMMED_DATA_ACCESS, "The data you are trying to access has been trimmed");
  }

  /** Answers that come on any thread. */
  private static final class Gathering {
    private final List<Described> shards = new ArrayList<>();
    private final Consumer<Answer> reply;
    private @Nullable ApiException failed;
    private int missing;

    Gathering(int count, Consumer<Answer> reply) {
      this.missing = count;
      this.reply = reply;
    }

    void add(Answer answer) {
      Answer all = taken(answer);
      if (all != null) {
        reply.accept(all);
      }
    }

    private synchronized @Nullable Answer taken(Answer answer) {
      shards.addAll(answer.shards());
      failed = failed != null ? failed : answer.failed();
      missing--;
      if (missing > 0) {
        return null;
      }
      shards.sort(Comparator.comparing(described -> described.id().toString()));
      return new Answer(List.copyOf(shards), 0, failed);
    }
  }
}
