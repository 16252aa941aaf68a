package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.host.GroupHost;
import dev.stator.model.key.RowKeys;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.RebuildMark;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.SharedLog;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Log replicas of which storage replicas are made, in place: name, votes and log stay, and the rows
 * are copied from others. To its group it is a log replica all the while, until the leader has that
 * changed.
 */
final class Conversions {
  private static final long RETRY_NANOS = 500_000_000L;

  private final Engine engine;
  private final SharedLog log;
  private final GroupHost host;
  private final Transitions transitions;
  private final Consumer<LocalGroup> open;
  private final SerialExecutor housekeeping;
  private final Consumer<String> problems;

  /**
   * @param open opens a replica as it was found, and ends its transition
   * @param housekeeping a blocking one
   */
  Conversions(
      Engine engine,
      SharedLog log,
      GroupHost host,
      Transitions transitions,
      Consumer<LocalGroup> open,
      SerialExecutor housekeeping,
      Consumer<String> problems) {
    this.engine = engine;
    this.log = log;
    this.host = host;
    this.transitions = transitions;
    this.open = open;
    this.housekeeping = housekeeping;
    this.problems = problems;
  }

  /**
   * Whether a replica is what a placement names, with a store that lacks nothing if it had none. A
   * log replica that votes and is named as a storage replica begins to become one. Any thread.
   */
  boolean isAsNamed(HostedReplica replica, LocalGroup named) {
    if (!named.replica().equals(replica.group().status().self())) {
      // One of another name has to go first: it may have votes that this one knows nothing of.
      return false;
    }
    return switch (replica) {
      case LogReplica less when named.kind() == Kind.STORAGE -> {
        if (named.base().votes(named.replica())) {
          convert(less);
        }
        yield false;
      }
      case LogReplica same -> true;
      case PartitionReplica storage ->
          named.kind() == Kind.STORAGE
              && (!storage.alone() || storage.servesStrongReads())
              && (storage.whole() || !MetaRows.isConverted(engine, storage.partition()));
    };
  }

  private void convert(LogReplica replica) {
    long partition = replica.partition();
    if (transitions.begin(partition)) {
      housekeeping.execute(() -> {
        if (flushed(partition, new Batch())) {
          close(replica);
        } else {
          transitions.end(partition);
        }
      });
    }
  }

  private void close(LogReplica replica) {
    long partition = replica.partition();
    replica
        .group()
        .executor()
        .execute(() -> {
          LocalGroup was =
              new LocalGroup(
                  partition,
                  replica.group().status().self(),
                  Kind.LOG,
                  replica.group().membership());
          replica.retire();
          // What is opened again takes its whole log for synced.
          host.close(
              partition,
              () -> log.group(partition).append(null, List.of(), housekeeping, () -> reopen(was)));
        });
  }

  /** What is opened takes all that the store holds for durable. Blocks. */
  private void reopen(LocalGroup was) {
    long partition = was.partition();
    Membership applied = MetaRows.membership(engine, partition);
    if (find(partition) == null) {
      // Its group has left it out meanwhile: so it is let go of as it was.
      open.accept(
          new LocalGroup(
              partition, was.replica(), Kind.LOG, applied == null ? was.base() : applied));
      return;
    }
    Batch batch = new Batch();
    // With a mark, or nothing applied, it does not know for certain where its log begins.
    if (applied != null && MetaRows.mark(engine, partition) == null) {
      GroupLog own = log.group(partition);
      long index = MetaRows.position(engine, partition).index();
      RebuildPoint point = new RebuildPoint(index, own.term(index), applied);
      RowKeys.replicated(partition).forEach(rows -> batch.deleteRange(rows.from(), rows.to()));
      batch.put(MetaRows.convertedKey(partition), MetaRows.converted());
      batch.put(MetaRows.rebuildKey(partition), RebuildMark.begun(point).encode());
    }
    if (!flushed(partition, batch)) {
      housekeeping.schedule(RETRY_NANOS, () -> reopen(was));
      return;
    }
    open.accept(Objects.requireNonNull(find(partition)));
  }

  private @Nullable LocalGroup find(long partition) {
    return LocalGroup.find(partition, host.node(), engine, log);
  }

  private boolean flushed(long partition, Batch batch) {
    try {
      engine.write(batch);
      engine.flush();
      return true;
    } catch (EngineException refused) {
      problems.accept(
          "Partition " + partition + " cannot get rows here yet: " + refused.getMessage());
      return false;
    }
  }
}
