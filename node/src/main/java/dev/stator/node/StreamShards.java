package dev.stator.node;

import dev.stator.cluster.change.Shard;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.node.side.ShardRow;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a partition's streams: one is open while a stream is enabled, and makes way for the
 * next when it is old enough and something changes. At the leader, on the replica's executor.
 */
final class StreamShards {
  /** Source: "Change data capture for DynamoDB Streams": a shard is open for about four hours. */
  static final long AGE_MS_MAX = 4 * 3_600_000L;

  private final long partition;
  private @Nullable Shard open;

  StreamShards(long partition) {
    this.partition = partition;
  }

  void load(Engine engine, @Nullable PartitionTraits traits) {
    open = null;
    PartitionTraits.Stream stream = traits == null ? null : traits.stream();
    if (stream == null) {
      return;
    }
    ChangeReader.eachShard(
        engine,
        partition,
        (key, shard) -> {
          if (shard.streamId() == stream.id() && shard.open()) {
            open = shard;
          }
        });
  }

  void forget() {
    open = null;
  }

  /**
   * A configure ends the shard of a stream that is not there any more, and begins that of another.
   */
  void configure(Draft draft, PartitionTraits next, long lastIndex, long nowMs) {
    PartitionTraits.Stream stream = next.stream();
    Shard now = open;
    if (now != null && stream != null && now.streamId() == stream.id()) {
      draft.begins(now);
      return;
    }
    if (now != null) {
      draft.add(row(ended(now, lastIndex, nowMs)));
    }
    if (stream != null) {
      begin(draft, stream.id(), lastIndex, nowMs);
    }
  }

  /** Ends a shard that is old enough before the draft's changes, which are the next one's. */
  void roll(Draft draft, long lastIndex, long nowMs) {
    Shard now = open;
    if (now == null || nowMs - now.beginMs() < AGE_MS_MAX || lastIndex <= now.beginIndex()) {
      return;
    }
    draft.add(row(ended(now, lastIndex, nowMs)));
    begin(draft, now.streamId(), lastIndex, nowMs);
  }

  private void begin(Draft draft, long streamId, long lastIndex, long nowMs) {
    Shard shard = new Shard(streamId, lastIndex, nowMs, 0, 0);
    draft.add(row(shard));
    draft.begins(shard);
  }

  /** The draft is on its way. */
  void proposed(Draft draft) {
    Shard begun = draft.begun();
    if (begun != null) {
      open = begun;
    }
  }

  /** A configure is on its way: there may be no shard any more. */
  void configured(Draft draft) {
    open = draft.begun();
  }

  private static Shard ended(Shard shard, long lastIndex, long nowMs) {
    // An end is after its beginning, and never looks open.
    return new Shard(
        shard.streamId(),
        shard.beginIndex(),
        shard.beginMs(),
        Math.max(1, Math.max(lastIndex, shard.beginIndex())),
        Math.max(nowMs, shard.beginMs()));
  }

  private LogCommand.Row row(Shard shard) {
    return new LogCommand.Row.Store(
        SideRows.shard(partition, shard.streamId(), shard.beginIndex()), ShardRow.encode(shard));
  }
}
