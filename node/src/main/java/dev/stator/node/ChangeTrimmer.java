package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableStream;
import dev.stator.cluster.wire.ChangeCodec1;
import dev.stator.model.key.ByteRange;
import dev.stator.node.side.FeedRow;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes change records that nobody needs any more: neither a feed of a global index, which needs
 * what is behind its cursor, nor a stream, whose records are kept for a day. It looks once a minute
 * while there are any, and proposes only when there is something to delete. At the leader, on the
 * replica's executor.
 */
final class ChangeTrimmer {
  static final long PAUSE_NANOS = 60_000_000_000L;
  private static final long MILLI_NANOS = 1_000_000L;
  private static final int LOOKED_AT_MAX = 4_000;
  private static final long NEXT_PART_NANOS = 500_000_000L;

  private final long partition;
  private final Engine engine;
  private final Clock clock;
  private final Traits traits;
  private final LeaderRows rows;
  private final Proposals proposals;
  private final Supplier<SerialExecutor> executor;
  private final Consumer<String> problems;
  private SerialExecutor.@Nullable Timer timer;

  ChangeTrimmer(
      long partition,
      Engine engine,
      Clock clock,
      Traits traits,
      LeaderRows rows,
      Proposals proposals,
      Supplier<SerialExecutor> executor,
      Consumer<String> problems) {
    this.partition = partition;
    this.engine = engine;
    this.clock = clock;
    this.traits = traits;
    this.rows = rows;
    this.proposals = proposals;
    this.executor = executor;
    this.problems = problems;
  }

  /** The replica begins to lead. */
  void lead() {
    ByteRange all = SideRows.changes(partition);
    try (Engine.Cursor cursor = engine.scan(all.from(), all.to(), false)) {
      if (cursor.next()) {
        later(PAUSE_NANOS);
      }
    }
  }

  /** There are changes. */
  void changed() {
    if (timer == null) {
      later(PAUSE_NANOS);
    }
  }

  void stop() {
    SerialExecutor.Timer armed = timer;
    timer = null;
    if (armed != null) {
      armed.cancel();
    }
  }

  private void later(long nanos) {
    stop();
    timer = executor.get().schedule(nanos, this::look);
  }

  private void look() {
    timer = null;
    if (proposals.refusal() instanceof PartitionResponse.NotLeader
        || proposals.refusal() instanceof PartitionResponse.NotHosted) {
      return;
    }
    try {
      trim();
    } catch (RuntimeException failed) {
      problems.accept("Changes of partition " + partition + " cannot be trimmed: " + failed);
      later(PAUSE_NANOS);
    }
  }

  /** What may go. */
  private record Found(@Nullable ChangePlace through, boolean more, long nextNanos) {}

  private void trim() {
    long nowMs = clock.wallMillis();
    List<LogCommand.Row> deleted = new ArrayList<>();
    boolean streams = endedShards(nowMs, deleted);
    Found found = find(streams, nowMs);
    ChangePlace through = found.through();
    if (through != null) {
      deleted.add(
          new LogCommand.Row.DeleteRange(
              SideRows.changes(partition).from(),
              ByteRange.successor(SideRows.change(partition, through))));
    }
    if (!deleted.isEmpty() && proposals.refusal() == null) {
      LogCommand command = new LogCommand(nowMs, 0, 0, deleted);
      long index = proposals.propose(command, new PartitionResponse.Done(), answer -> {});
      if (index > 0) {
        rows.proposed(index, command);
      }
    }
    if (found.more()) {
      later(found.nextNanos());
    }
  }

  /** Whether any stream's records may still be read; shards whose time is over are to go. */
  private boolean endedShards(long nowMs, List<LogCommand.Row> deleted) {
    boolean[] kept = {false};
    ChangeReader.eachShard(
        engine,
        partition,
        (key, shard) -> {
          if (over(shard, nowMs)) {
            deleted.add(new LogCommand.Row.Delete(key));
          } else {
            kept[0] = true;
          }
        });
    return kept[0];
  }

  private static boolean over(Shard shard, long nowMs) {
    return !shard.open() && nowMs - shard.endMs() > TableStream.RETENTION_MS;
  }

  private Found find(boolean streams, long nowMs) {
    ChangePlace fed = fed();
    ChangePlace through = null;
    int seen = 0;
    ByteRange all = SideRows.changes(partition);
    try (Engine.Cursor cursor = engine.scan(all.from(), all.to(), false)) {
      while (cursor.next()) {
        ChangePlace place = SideRows.placeOf(cursor.key());
        if (place.compareTo(fed) > 0) {
          return new Found(through, true, PAUSE_NANOS);
        }
        long leftMs =
            streams
                ? ChangeCodec1.timestampMs(cursor.value()) + TableStream.RETENTION_MS - nowMs
                : 0;
        if (leftMs > 0) {
          return new Found(through, true, Math.max(PAUSE_NANOS, leftMs * MILLI_NANOS));
        }
        if (++seen > LOOKED_AT_MAX) {
          return new Found(through, true, NEXT_PART_NANOS);
        }
        through = place;
      }
    }
    return new Found(through, false, 0);
  }

  /** What all feeds have passed. */
  private ChangePlace fed() {
    ChangePlace least = ChangePlace.endOf(Long.MAX_VALUE);
    PartitionTraits now = traits.latest();
    if (now == null) {
      return least;
    }
    for (PartitionTraits.Global index : now.global()) {
      // Also one that is only on its way: what it begins with must stay.
      byte[] row = rows.other(SideRows.feed(partition, index.id())).value();
      if (row != null) {
        ChangePlace cursor = FeedRow.decode(row).cursor();
        least = cursor.compareTo(least) < 0 ? cursor : least;
      }
    }
    return least;
  }
}
