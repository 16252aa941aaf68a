package dev.stator.consensus.sim;

import dev.stator.base.RandomSource;
import dev.stator.consensus.ReplicaName;
import java.util.List;

/** Whoever reads what must not be stale, and hands leadership over; and what such see of nodes. */
final class StrongClients {
  private final SimCluster cluster;

  StrongClients(SimCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * A strong read at one node, if it serves any: the check on one thread, the read a while later.
   */
  void read(String node, long group) {
    Machine machine = cluster.machine(node);
    Replica replica = machine.running(group);
    if (replica == null) {
      return;
    }
    Agreement agreement = cluster.agreement(group);
    machine.node.run(
        "read",
        () -> {
          long visible = agreement.visibleThrough();
          if (replica.group().servesStrongReads()) {
            machine.node.run(
                "read on", () -> agreement.read(node, true, visible, replica.applied()));
          }
        });
  }

  /** A read behind a barrier. */
  void readBehindBarrier(String node, long group) {
    Replica replica = cluster.machine(node).running(group);
    if (replica == null) {
      return;
    }
    Agreement agreement = cluster.agreement(group);
    replica
        .group()
        .executor()
        .execute(() -> {
          long visible = agreement.visibleThrough();
          replica
              .group()
              .barrier(passed -> {
                if (passed) {
                  agreement.read(node, false, visible, replica.applied());
                }
              });
        });
  }

  /** Has one node's replica hand over, to the best or to the one on a node that is named. */
  void handOver(String node, long group, String targetNode) {
    Replica replica = cluster.machine(node).running(group);
    if (replica != null) {
      String target = targetNode == null ? null : replicaOn(targetNode, replica);
      replica.group().executor().execute(() -> replica.group().handOver(target, done -> {}));
    }
  }

  private static String replicaOn(String node, Replica asking) {
    return asking.group().membership().memberNames().stream()
        .filter(name -> ReplicaName.nodeOf(name).equals(node))
        .findFirst()
        .orElse(node);
  }

  /** Reads everywhere, mostly where nobody serves. */
  void readSome(RandomSource random) {
    for (long group : cluster.groups()) {
      for (String name : cluster.names) {
        read(name, group);
      }
      if (random.chance(0.1)) {
        readBehindBarrier(cluster.likelyLeader(group), group);
      }
    }
  }

  void handOverSome(RandomSource random) {
    for (long group : cluster.groups()) {
      String target =
          random.chance(0.5) ? null : cluster.names.get(random.nextInt(cluster.names.size()));
      handOver(cluster.likelyLeader(group), group, target);
    }
  }

  /** The node that says it leads, where all others do not; else null. */
  String leader(long group) {
    List<String> leading = cluster.names.stream().filter(name -> leads(name, group)).toList();
    return leading.size() == 1 ? leading.getFirst() : null;
  }

  boolean leads(String node, long group) {
    Replica replica = cluster.machine(node).running(group);
    return replica != null && replica.leading();
  }

  /** Whether that node's replica serves strong reads. */
  boolean serves(String node, long group) {
    Replica replica = cluster.machine(node).running(group);
    return replica != null && replica.group().servesStrongReads();
  }
}
