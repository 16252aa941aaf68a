package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.consensus.host.GroupHost;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.copy.Rebuilds;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that leave this node for good, because their partition is deleted or their group has
 * replaced them: first the log goes, then the rows. What a crash leaves of the rows is nobody's,
 * and goes before another replica of the partition is made here.
 */
final class Departures {
  private final Engine engine;
  private final GroupHost host;
  private final Rebuilds rebuilds;
  private final SerialExecutor housekeeping;
  private final Consumer<String> problems;

  /**
   * @param housekeeping a blocking one
   */
  Departures(
      Engine engine,
      GroupHost host,
      Rebuilds rebuilds,
      SerialExecutor housekeeping,
      Consumer<String> problems) {
    this.engine = engine;
    this.host = host;
    this.rebuilds = rebuilds;
    this.housekeeping = housekeeping;
    this.problems = problems;
  }

  /**
   * Removes a partition from this node. Idempotent.
   *
   * @param replica that cannot be found by anyone any more; null when none is open
   * @param reply gets false when rows are left; it is to be done again
   */
  void leave(long partition, @Nullable HostedReplica replica, Consumer<Boolean> reply) {
    Runnable remove = () -> housekeeping.execute(() -> removeRows(partition, reply));
    // A rebuild that was stopped may still be putting rows into the store.
    Runnable drop = () -> host.drop(partition, () -> rebuilds.afterStopped(remove));
    if (replica == null) {
      drop.run();
      return;
    }
    replica
        .group()
        .executor()
        .execute(() -> {
          replica.retire();
          drop.run();
        });
  }

  /**
   * Removes for good what earlier replicas may have left: it must not be taken for new ones' after
   * a crash. Even rows that were removed come back when that was not flushed, so one flush ends it,
   * for all of them. Blocks.
   *
   * @return false when the store refuses; nothing is certain then
   */
  boolean clear(List<Long> partitions) {
    if (partitions.isEmpty()) {
      return true;
    }
    try {
      partitions.forEach(partition -> LocalGroup.removeRows(partition, engine));
      engine.flush();
      return true;
    } catch (EngineException refused) {
      problems.accept(
          "Partitions cannot be begun here yet, the first of them "
              + partitions.getFirst()
              + ": "
              + refused.getMessage());
      return false;
    }
  }

  /** Whether the store has any row of a partition. Blocks. */
  boolean holdsAnything(long partition) {
    for (ByteRange range :
        List.of(RowKeys.meta(partition), RowKeys.partition(partition), RowKeys.side(partition))) {
      try (Engine.Cursor cursor = engine.scan(range.from(), range.to(), false)) {
        if (cursor.next()) {
          return true;
        }
      }
    }
    return false;
  }

  private void removeRows(long partition, Consumer<Boolean> reply) {
    try {
      LocalGroup.removeRows(partition, engine);
    } catch (EngineException refused) {
      problems.accept(
          "Rows of a deleted partition could not be removed yet: " + refused.getMessage());
      reply.accept(false);
      return;
    }
    reply.accept(true);
  }
}
