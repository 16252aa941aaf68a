package dev.stator.cluster.member;

/**
 * That a node is to leave the cluster for good, or has left it.
 *
 * @param node the node's name
 */
public record Removal(String node, Phase phase) {
  /** How far it is. */
  public enum Phase {
    /** It gets no new replicas, and those it has are moved away. This can be taken back. */
    LEAVING,
    /** It has none any more and is no member; one of this name may join again. */
    GONE
  }
}
