package dev.stator.cluster.wire;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.RowKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of partitions' requests and answers, version 1, that keeps indexes and streams. */
final class UpkeepCodec1 {
  static final int CONFIGURE = 5;
  static final int READ_CHANGES = 6;
  static final int READ_SHARDS = 7;
  static final int READ_FEEDS = 8;
  static final int WALK_FEED = 9;
  static final int KEEP_FEED = 10;
  static final int APPLY_INDEX = 11;

  static final int DONE = 12;
  static final int CHANGES = 13;
  static final int SHARDS = 14;
  static final int FEEDS = 15;

  private UpkeepCodec1() {}

  static int type(PartitionRequest.Upkeep request) {
    return switch (request) {
      case PartitionRequest.Configure _ -> CONFIGURE;
      case PartitionRequest.ReadChanges _ -> READ_CHANGES;
      case PartitionRequest.ReadShards _ -> READ_SHARDS;
      case PartitionRequest.ReadFeeds _ -> READ_FEEDS;
      case PartitionRequest.WalkFeed _ -> WALK_FEED;
      case PartitionRequest.KeepFeed _ -> KEEP_FEED;
      case PartitionRequest.ApplyIndex _ -> APPLY_INDEX;
    };
  }

  static int type(PartitionResponse.Kept response) {
    return switch (response) {
      case PartitionResponse.Done _ -> DONE;
      case PartitionResponse.Changes _ -> CHANGES;
      case PartitionResponse.Shards _ -> SHARDS;
      case PartitionResponse.Feeds _ -> FEEDS;
    };
  }

  static void put(WireWriter out, PartitionRequest.Upkeep request) {
    switch (request) {
      case PartitionRequest.Configure configure ->
          out.bytes(TraitsCodec1.encode(configure.traits()));
      case PartitionRequest.ReadChanges read -> {
        put(out, read.after());
        out.i32(read.rowsMax());
        out.i64(read.bytesMax());
      }
      case PartitionRequest.ReadShards _, PartitionRequest.ReadFeeds _ -> {
        // The partition is all.
      }
      case PartitionRequest.WalkFeed walk -> {
        out.i64(walk.indexId());
        out.i32(walk.rowsMax());
      }
      case PartitionRequest.KeepFeed keep -> {
        out.i64(keep.indexId());
        put(out, keep.cursor());
        out.bool(keep.whole());
      }
      case PartitionRequest.ApplyIndex apply -> {
        out.i64(apply.basePartition());
        out.i32(apply.operations().size());
        for (IndexOperation operation : apply.operations()) {
          put(out, operation.place());
          out.bytes(operation.rowKey());
          out.bytes(operation.item());
        }
      }
    }
  }

  static void put(WireWriter out, PartitionResponse.Kept response) {
    switch (response) {
      case PartitionResponse.Done _ -> {
        // That is all.
      }
      case PartitionResponse.Changes changes -> {
        out.bool(changes.more());
        out.i32(changes.records().size());
        for (ChangeRecord record : changes.records()) {
          put(out, record.place());
          out.bytes(ChangeCodec1.encode(record));
        }
      }
      case PartitionResponse.Shards shards -> {
        out.i32(shards.shards().size());
        for (Shard shard : shards.shards()) {
          out.i64(shard.streamId()).i64(shard.beginIndex()).i64(shard.beginMs());
          out.i64(shard.endIndex()).i64(shard.endMs());
        }
        out.i64(shards.appliedIndex());
      }
      case PartitionResponse.Feeds feeds -> {
        out.i32(feeds.feeds().size());
        for (FeedState feed : feeds.feeds()) {
          out.i64(feed.indexId());
          put(out, feed.cursor());
          out.bool(feed.walked());
          out.bool(feed.whole());
        }
      }
    }
  }

  static PartitionRequest request(int type, long partition, WireReader in) {
    return switch (type) {
      case CONFIGURE -> new PartitionRequest.Configure(partition, TraitsCodec1.decode(in.bytes()));
      case READ_CHANGES ->
          new PartitionRequest.ReadChanges(partition, place(in), rows(in), in.longSize());
      case READ_SHARDS -> new PartitionRequest.ReadShards(partition);
      case READ_FEEDS -> new PartitionRequest.ReadFeeds(partition);
      case WALK_FEED -> new PartitionRequest.WalkFeed(partition, in.longSize(), rows(in));
      case KEEP_FEED ->
          new PartitionRequest.KeepFeed(partition, in.longSize(), place(in), in.bool());
      case APPLY_INDEX -> applyIndex(partition, in);
      default -> throw new MalformedMessageException("a request of type " + type);
    };
  }

  private static PartitionRequest applyIndex(long partition, WireReader in) {
    long basePartition = in.longSize();
    List<IndexOperation> operations =
        in.list(() -> new IndexOperation(place(in), rowKey(partition, in), item(in)));
    ChangePlace before = ChangePlace.BEGINNING;
    for (IndexOperation operation : operations) {
      if (operation.place().compareTo(before) < 0) {
        throw new MalformedMessageException("changes that are not in order");
      }
      before = operation.place();
    }
    return new PartitionRequest.ApplyIndex(partition, basePartition, operations);
  }

  private static byte[] rowKey(long partition, WireReader in) {
    byte[] rowKey = in.bytes();
    if (!RowKeys.partition(partition).contains(rowKey)) {
      throw new MalformedMessageException("a row of another partition");
    }
    return rowKey;
  }

  private static byte @Nullable [] item(WireReader in) {
    byte[] item = in.bytesOrNull();
    if (item != null) {
      // Whoever stores it must be able to read it.
      new ItemView(item).sizeBytes();
    }
    return item;
  }

  private static int rows(WireReader in) {
    int rows = in.size();
    if (rows == 0) {
      throw new MalformedMessageException("no rows are asked for");
    }
    return rows;
  }

  static PartitionResponse response(int type, WireReader in) {
    return switch (type) {
      case DONE -> new PartitionResponse.Done();
      case CHANGES -> {
        boolean more = in.bool();
        yield new PartitionResponse.Changes(
            in.list(() -> ChangeCodec1.decode(place(in), in.bytes())), more);
      }
      case SHARDS ->
          new PartitionResponse.Shards(
              in.list(
                  () -> new Shard(in.longSize(), in.longSize(), in.i64(), in.longSize(), in.i64())),
              in.longSize());
      case FEEDS ->
          new PartitionResponse.Feeds(
              in.list(() -> new FeedState(in.longSize(), place(in), in.bool(), in.bool())));
      default -> throw new MalformedMessageException("a response of type " + type);
    };
  }

  private static void put(WireWriter out, ChangePlace place) {
    out.i64(place.index());
    out.u8(place.position() >>> 8);
    out.u8(place.position() & 0xFF);
  }

  private static ChangePlace place(WireReader in) {
    return new ChangePlace(in.longSize(), (in.u8() << 8) | in.u8());
  }
}
