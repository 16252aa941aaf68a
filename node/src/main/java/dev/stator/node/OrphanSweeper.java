package dev.stator.node;

import dev.stator.consensus.host.GroupHost;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.SharedLog;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a crash may leave of a deleted partition: its rows go by a range delete that is not
 * in the log, so a power loss right after a deletion can bring them back. Partition ids are never
 * used twice, so a partition that no table has is rubbish.
 */
final class OrphanSweeper {
  private final Engine engine;
  private final SharedLog log;
  private final GroupHost host;
  private final Consumer<String> problems;

  OrphanSweeper(Engine engine, SharedLog log, GroupHost host, Consumer<String> problems) {
    this.engine = engine;
    this.log = log;
    this.host = host;
    this.problems = problems;
  }

  /** Jumps from partition to partition, so its cost does not depend on how many rows there are. */
  void sweep(Set<Long> known) {
    ByteRange rest = RowKeys.allMeta();
    while (true) {
      byte[] key = first(rest);
      if (key == null) {
        break;
      }
      long partition = RowKeys.partitionId(key);
      if (!known.contains(partition)) {
        problems.accept("Removing what is left of deleted partition " + partition + ".");
        removeRows(partition, engine);
      }
      rest = new ByteRange(RowKeys.meta(partition).to(), rest.to());
    }
    for (long group : log.groups()) {
      if (!known.contains(group)) {
        host.drop(group, () -> {});
      }
    }
  }

  private byte @Nullable [] first(ByteRange range) {
    try (Engine.Cursor cursor = engine.scan(range.from(), range.to(), false)) {
      return cursor.next() ? cursor.key() : null;
    }
  }

  /** Removes a partition's rows. Idempotent. */
  static void removeRows(long partition, Engine engine) {
    ByteRange rows = RowKeys.partition(partition);
    ByteRange meta = RowKeys.meta(partition);
    Batch batch = new Batch();
    batch.deleteRange(rows.from(), rows.to());
    batch.deleteRange(meta.from(), meta.to());
    engine.write(batch);
  }
}
