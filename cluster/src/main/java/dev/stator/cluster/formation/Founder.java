package dev.stator.cluster.formation;

import dev.stator.cluster.member.NodeInfo;

/**
 * A node that was there when the cluster came into being, and is a first member of the system
 * table's group.
 *
 * @param store the random number of its data folder
 */
public record Founder(NodeInfo node, long store) {}
