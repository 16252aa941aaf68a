package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what the node hosts with what the system table says, whenever that changes: what is
 * missing is hosted, what is gone is let go of. So whoever was down when something was decided does
 * it later.
 *
 * <p>What this node knows may be old. So nothing is made from nothing before the system table's
 * leader has said that it is still to be here, and nothing is let go of but what that leader says
 * to be gone for good, and replicas that a newer membership has left out, whose names never come
 * back; and what a crash has left of either, which is nobody's.
 */
public final class Reconciler {
  private static final long GATHER_NANOS = 20_000_000L;
  private static final long RETRY_NANOS = 2_000_000_000L;
  private static final int ASKED_MAX = 1_000;

  /** Missing partitions that the node is asked to host at the same time. */
  private static final int HOSTING_MAX = 64;

  /** What could not be hosted is tried again less and less often, as long as all is refused. */
  private static final long HOST_AGAIN_NANOS_MAX = 8 * RETRY_NANOS;

  private final String self;
  private final StorageNode node;
  private final Knowledge knowledge;
  private final Authority authority;
  private final SerialExecutor executor;
  private final Set<Long> leftOvers = new TreeSet<>();

  /** Missing partitions that the node has been asked to host. */
  private final Set<Long> hosting = new TreeSet<>();

  /** Placements that the node could not host, or must not, until they are looked at again. */
  private final TreeMap<Long, Placement> refused = new TreeMap<>();

  private long hostAgainNanos = RETRY_NANOS;
  private boolean hostAgainDue;
  private boolean due;
  private boolean stopped;

  public Reconciler(
      String self,
      StorageNode node,
      Knowledge knowledge,
      Authority authority,
      SerialExecutor executor) {
    this.self = self;
    this.node = node;
    this.knowledge = knowledge;
    this.authority = authority;
    this.executor = executor;
  }

  /** Compares now, and from now on whenever something changes. */
  public void start() {
    leftOvers.addAll(node.leftOvers());
    knowledge.view().onChange(() -> executor.execute(() -> soon(GATHER_NANOS)));
    executor.execute(() -> soon(GATHER_NANOS));
  }

  public void stop() {
    executor.execute(() -> stopped = true);
  }

  private void soon(long delayNanos) {
    if (!due && !stopped) {
      due = true;
      executor.schedule(delayNanos, this::compare);
    }
  }

  private void compare() {
    due = false;
    if (stopped || knowledge.view().version() == 0) {
      return;
    }
    Set<Long> living = new TreeSet<>();
    Set<Long> known = new TreeSet<>();
    for (TableDescriptor table : knowledge.tables().all()) {
      for (PartitionRange range : table.allPartitions()) {
        known.add(range.id());
        if (table.status() != TableStatus.DELETING) {
          living.add(range.id());
        }
      }
    }
    hosting.removeIf(partition -> node.hosts(partition) || !living.contains(partition));
    for (Placement placement : knowledge.placements().all()) {
      if (isOurs(placement)
          && living.contains(placement.partition())
          && !node.hosts(placement.partition())) {
        host(placement);
      }
    }
    List<Long> doubtful = new ArrayList<>();
    List<Long> here = new ArrayList<>(node.hosted());
    here.addAll(leftOvers);
    for (long partition : here) {
      Placement placement = knowledge.placements().find(partition);
      if (placement != null && node.leftOut(placement)) {
        node.letGo(partition, this::tryAgainUnless);
      } else if (placement != null && leftOvers.contains(partition)) {
        clear(placement);
      } else if (placement == null
          && partition >= SystemTables.FIRST_USER_PARTITION
          && !known.contains(partition)
          && doubtful.size() < ASKED_MAX) {
        doubtful.add(partition);
      }
    }
    if (!doubtful.isEmpty()) {
      authority.gone(
          doubtful,
          gone -> {
            for (long partition : gone) {
              node.retire(partition, done -> ended(partition, done));
            }
            tryAgainUnless(gone.size() == doubtful.size());
          });
    }
  }

  /** What has been refused stays so for a while, whatever happens to others meanwhile. */
  private void host(Placement placement) {
    long partition = placement.partition();
    if (hosting.size() < HOSTING_MAX
        && !placement.equals(refused.get(partition))
        && hosting.add(partition)) {
      node.hostPlaced(placement, done -> executor.execute(() -> hosted(placement, done)));
    }
  }

  private void hosted(Placement placement, boolean done) {
    boolean more = hosting.size() == HOSTING_MAX;
    hosting.remove(placement.partition());
    if (done) {
      hostAgainNanos = RETRY_NANOS;
      refused.remove(placement.partition());
    } else {
      refused.put(placement.partition(), placement);
      hostAgainLater();
    }
    if (more) {
      soon(GATHER_NANOS);
    }
  }

  private void hostAgainLater() {
    if (!hostAgainDue && !stopped) {
      hostAgainDue = true;
      executor.schedule(
          hostAgainNanos,
          () -> {
            hostAgainDue = false;
            refused.clear();
            soon(0);
          });
      hostAgainNanos = Math.min(2 * hostAgainNanos, HOST_AGAIN_NANOS_MAX);
    }
  }

  private boolean isOurs(Placement placement) {
    return placement.replicas().stream().anyMatch(replica -> replica.node().equals(self));
  }

  /** Where another replica is to be made, what is left goes before that. */
  private void clear(Placement placement) {
    long partition = placement.partition();
    if (!isOurs(placement)) {
      node.clear(partition, done -> ended(partition, done));
    }
  }

  private void ended(long partition, boolean done) {
    executor.execute(() -> {
      if (done) {
        leftOvers.remove(partition);
      }
      tryAgainUnless(done);
    });
  }

  private void tryAgainUnless(boolean done) {
    if (!done) {
      executor.execute(() -> soon(RETRY_NANOS));
    }
  }
}
