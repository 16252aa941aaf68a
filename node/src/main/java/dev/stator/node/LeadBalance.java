package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.GroupStatus.MemberStatus;
import dev.stator.consensus.ReplicaName;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lead of a partition back to the member that placement wants to have it, the first
 * voter, when that is heard and has caught up: after a partition was made, and after a node came
 * back. A few at a time, so that a node that has just come back is not flooded.
 */
public final class LeadBalance {
  private static final long EVERY_NANOS = 2_000_000_000L;
  private static final int AT_ONCE_MAX = 16;
  private static final long SILENT_NANOS_MAX = 300_000_000L;

  private final StorageNode node;
  private final PlacementDirectory placements;
  private final SerialExecutor executor;
  private boolean stopped;

  public LeadBalance(StorageNode node, PlacementDirectory placements, SerialExecutor executor) {
    this.node = node;
    this.placements = placements;
    this.executor = executor;
  }

  public void start() {
    executor.schedule(EVERY_NANOS, this::look);
  }

  public void stop() {
    executor.execute(() -> stopped = true);
  }

  private void look() {
    if (stopped) {
      return;
    }
    int begun = 0;
    for (long partition : node.hosted()) {
      String target = begun == AT_ONCE_MAX ? null : target(partition);
      if (target != null) {
        begun++;
        node.handOver(partition, target);
      }
    }
    executor.schedule(EVERY_NANOS, this::look);
  }

  private @Nullable String target(long partition) {
    GroupStatus status = node.leads(partition) ? node.status(partition) : null;
    Placement placement = status == null ? null : placements.find(partition);
    if (status == null || placement == null || placement.replicas().isEmpty()) {
      return null;
    }
    Placement.Replica first = placement.replicas().getFirst();
    if (!first.voter()
        || first.kind() != Placement.Kind.STORAGE
        || ReplicaName.nodeOf(status.self()).equals(first.node())) {
      return null;
    }
    String wanted = ReplicaName.of(first.node(), first.generation());
    for (MemberStatus member : status.members()) {
      if (member.name().equals(wanted)) {
        return member.votes() && member.caughtUp() && member.silentNanos() < SILENT_NANOS_MAX
            ? wanted
            : null;
      }
    }
    return null;
  }
}
