package dev.stator.consensus.host;

import dev.stator.consensus.liveness.Liveness;
import java.util.List;

/** The nodes that a group needs to hear, as it has said to the node's liveness. */
final class Shares {
  private final Liveness liveness;
  private volatile List<String> nodes = List.of();

  Shares(Liveness liveness) {
    this.liveness = liveness;
  }

  /** True for a node that the group has a member on. */
  boolean with(String node) {
    return nodes.contains(node);
  }

  /** Says so when these are others than before. */
  void are(List<String> wanted) {
    List<String> before = nodes;
    if (before.equals(wanted)) {
      return;
    }
    nodes = wanted;
    for (String node : wanted) {
      if (!before.contains(node)) {
        liveness.share(node);
      }
    }
    for (String node : before) {
      if (!wanted.contains(node)) {
        liveness.unshare(node);
      }
    }
  }
}
