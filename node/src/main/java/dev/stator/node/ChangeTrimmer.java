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
 * while there are any, and proposes only when there is something to delete. Shards that ended go a
 * day after their end, with or without records. At the leader, on the replica's executor.
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
    boolean[] any = {false};
    try (Engine.Cursor cursor = engine.scan(all.from(), all.to(), false)) {
      any[0] = cursor.next();
    }
    ChangeReader.eachShard(engine, partition, (key, shard) -> any[0] |= !shard.open());
    if (any[0]) {
      later(PAUSE_NANOS);
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
    Shards shards = shards(nowMs, deleted);
    Found found = find(shards.any(), nowMs);
    ChangePlace through = found.through();
    if (through != null) {
      deleted.add(
          new LogCommand.Row.DeleteRange(
              SideRows.changes(partition).from(),
              ByteRange.successor(SideRows.change(partition, through))));
    }
    long nextNanos = found.more() ? found.nextNanos() : Long.MAX_VALUE;
    if (shards.leftMs() < Long.MAX_VALUE) {
      nextNanos = Math.min(nextNanos, Math.max(PAUSE_NANOS, shards.leftMs() * MILLI_NANOS));
    }
    if (!deleted.isEmpty() && !delete(deleted, nowMs)) {
      nextNanos = Math.min(nextNanos, PAUSE_NANOS);
    }
    if (nextNanos < Long.MAX_VALUE) {
      later(nextNanos);
    }
  }

  private boolean delete(List<LogCommand.Row> deleted, long nowMs) {
    if (proposals.refusal() != null) {
      return false;
    }
    LogCommand command = new LogCommand(nowMs, 0, 0, deleted);
    long index = proposals.propose(command, new PartitionResponse.Done(), answer -> {});
    if (index > 0) {
      rows.proposed(index, command);
    }
    return index > 0;
  }

  /**
   * Shards that stay.
   *
   * @param any whether there are any, whose records may still be read
   * @param leftMs until the next of them is to go; the longest time when all are open
   */
  private record Shards(boolean any, long leftMs) {}

  /** Looks at all shards; those whose time is over are to go, whether they have records or not. */
  private Shards shards(long nowMs, List<LogCommand.Row> deleted) {
    boolean[] kept = {false};
    long[] leftMs = {Long.MAX_VALUE};
    ChangeReader.eachShard(
        engine,
        partition,
        (key, shard) -> {
          if (over(shard, nowMs)) {
            deleted.add(new LogCommand.Row.Delete(key));
            return;
          }
          kept[0] = true;
          if (!shard.open()) {
            leftMs[0] = Math.min(leftMs[0], shard.endMs() + TableStream.RETENTION_MS + 1 - nowMs);
          }
        });
    return new Shards(kept[0], leftMs[0]);
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
