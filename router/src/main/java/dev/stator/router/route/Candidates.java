package dev.stator.router.route;

import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.table.Placement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which nodes may serve a request, the best first. Pure, but for the directory of nodes. */
final class Candidates {
  private final String self;
  private final String zone;
  private final NodeDirectory nodes;

  Candidates(String self, String zone, NodeDirectory nodes) {
    this.self = self;
    this.zone = zone;
    this.nodes = nodes;
  }

  /**
   * Nodes that may lead: storage voters. This node first if it is one, since asking it costs
   * nothing; this node alone when no placement is known.
   */
  List<String> leaders(@Nullable Placement placement) {
    List<String> voters = voters(placement);
    if (voters.remove(self)) {
      voters.addFirst(self);
    }
    return orSelf(voters);
  }

  /**
   * Nodes that may serve an eventually consistent read: this one, then those of its zone, then all
   * other storage voters. Learners are left out: they may be far behind.
   */
  List<String> readers(@Nullable Placement placement) {
    List<String> all = voters(placement);
    List<String> ordered = new ArrayList<>(all.size());
    if (all.remove(self)) {
      ordered.add(self);
    }
    for (String node : all) {
      if (inZone(node)) {
        ordered.add(node);
      }
    }
    for (String node : all) {
      if (!inZone(node)) {
        ordered.add(node);
      }
    }
    return orSelf(ordered);
  }

  private boolean inZone(String node) {
    NodeInfo info = nodes.find(node);
    return info != null && info.zone().equals(zone);
  }

  private List<String> orSelf(List<String> candidates) {
    return candidates.isEmpty() ? List.of(self) : candidates;
  }

  private static List<String> voters(@Nullable Placement placement) {
    List<String> voters = new ArrayList<>();
    if (placement != null) {
      for (Placement.Replica replica : placement.replicas()) {
        if (replica.voter() && replica.kind() == Placement.Kind.STORAGE) {
          voters.add(replica.node());
        }
      }
    }
    return voters;
  }
}
