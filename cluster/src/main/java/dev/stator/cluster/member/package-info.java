/**
 * The nodes of the cluster and where they stand.
 *
 * <p>Why here: routing, placement and the connections between nodes must mean the same by a node.
 * Who calls: {@code router} (the nearest replica), {@code control} (placement), {@code server}
 * (addresses). Invariant: a node's name never means two nodes.
 */
package dev.stator.cluster.member;
