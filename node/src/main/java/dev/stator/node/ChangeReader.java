package dev.stator.node;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionRequest.ReadChanges;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.wire.ChangeCodec1;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.side.FeedRow;
import dev.stator.node.side.ShardRow;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Reads side rows of a partition from the engine, for those that are fed from it. */
final class ChangeReader {
  private ChangeReader() {}

  static PartitionResponse changes(Engine engine, ReadChanges request) {
    List<ChangeRecord> records = new ArrayList<>();
    long bytes = 0;
    ByteRange rest =
        SideRows.changes(request.partition())
            .after(SideRows.change(request.partition(), request.after()));
    try (Engine.Cursor cursor = engine.scan(rest.from(), rest.to(), false)) {
      while (cursor.next()) {
        if (records.size() >= request.rowsMax() || bytes >= request.bytesMax()) {
          return new PartitionResponse.Changes(records, true);
        }
        ChangePlace place = SideRows.placeOf(cursor.key());
        ChangeRecord record = ChangeCodec1.decode(place, cursor.value());
        records.add(record);
        bytes += record.bytes();
      }
    }
    return new PartitionResponse.Changes(records, false);
  }

  /**
   * @param appliedIndex of the replica, known before this call
   */
  static PartitionResponse shards(Engine engine, long partition, long appliedIndex) {
    List<Shard> shards = new ArrayList<>();
    eachShard(engine, partition, (key, shard) -> shards.add(shard));
    return new PartitionResponse.Shards(shards, appliedIndex);
  }

  /** All shards with the keys of their rows, in the order of streams and beginnings. */
  static void eachShard(Engine engine, long partition, BiConsumer<byte[], Shard> each) {
    ByteRange rows = RowKeys.side(partition, SideRows.SHARD);
    try (Engine.Cursor cursor = engine.scan(rows.from(), rows.to(), false)) {
      while (cursor.next()) {
        each.accept(cursor.key(), ShardRow.decode(cursor.key(), cursor.value()));
      }
    }
  }

  static PartitionResponse feeds(Engine engine, long partition) {
    List<FeedState> feeds = new ArrayList<>();
    ByteRange rows = RowKeys.side(partition, SideRows.FEED);
    try (Engine.Cursor cursor = engine.scan(rows.from(), rows.to(), false)) {
      while (cursor.next()) {
        feeds.add(FeedRow.decode(cursor.value()).state(SideRows.ownId(cursor.key())));
      }
    }
    return new PartitionResponse.Feeds(feeds);
  }
}
