package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.node.copy.Rebuilds;
import dev.stator.node.meta.RebuildMark;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A replica that holds recent log and votes, and nothing else: of what it applies it keeps the
 * index and the membership. It serves nobody. Its state belongs to the replication group's serial
 * executor.
 */
final class LogReplica implements HostedReplica {
  private static final long STALL_RETRY_NANOS = 500_000_000L;

  private final long partition;
  private final Surroundings node;
  private final Applier applier;
  private final Healing healing;
  private volatile @Nullable ReplicationGroup group;
  private boolean retryArmed;

  LogReplica(
      long partition, Engine engine, NodeOptions options, Rebuilds rebuilds, Surroundings node) {
    this.partition = partition;
    this.node = node;
    this.applier =
        new Applier(
            partition, engine, Applier.Steps.UNSEEN, options.stalledBytesMax(), new Applied());
    this.healing = new Healing(partition, Membership.Kind.LOG, applier, rebuilds, node, () -> {});
  }

  /** Called once, before the replica can be found by anyone. */
  void joined(ReplicationGroup replicationGroup) {
    group = replicationGroup;
  }

  @Override
  public void begin() {
    healing.begin(group());
    applier.retry();
  }

  @Override
  public long partition() {
    return partition;
  }

  @Override
  public ReplicationGroup group() {
    ReplicationGroup joined = group;
    Check.that(joined != null, "a replica has joined its group before it is used");
    return Objects.requireNonNull(joined);
  }

  @Override
  public long appliedInEngine() {
    return applier.position().index();
  }

  @Override
  public long trimmable() {
    return applier.trimmable();
  }

  @Override
  public void retire() {
    healing.stop();
    applier.stop();
  }

  @Override
  public long appliedIndex() {
    return applier.position().index();
  }

  @Override
  public @Nullable RebuildPoint rebuilding() {
    RebuildMark mark = applier.mark();
    return mark == null ? null : mark.point();
  }

  @Override
  public void rebuild(RebuildPoint point, String from, Runnable noted) {
    healing.rebuild(group(), point, from, noted);
  }

  @Override
  public void apply(List<LogEntry> entries, long throughIndex) {
    applier.apply(entries, throughIndex);
  }

  @Override
  public void leading(long term) {
    throw new IllegalStateException("a log replica leads");
  }

  @Override
  public void notLeading(@Nullable String leader) {
    // It never led.
  }

  /** The applier's side of the replica. */
  private final class Applied implements Applier.Listener {
    @Override
    public LogCommand command(LogEntry entry) {
      // Its rows are for storage replicas.
      return LogCommand.nothing(0);
    }

    @Override
    public void applied(LogEntry entry, LogCommand command) {}

    @Override
    public void drained() {
      healing.drained();
      node.applied();
    }

    @Override
    public void stalled(EngineException cause) {
      node.stalled(partition, cause);
    }

    @Override
    public void retryLater() {
      if (!retryArmed) {
        retryArmed = true;
        group()
            .executor()
            .schedule(
                STALL_RETRY_NANOS,
                () -> {
                  retryArmed = false;
                  applier.retry();
                });
      }
    }
  }
}
