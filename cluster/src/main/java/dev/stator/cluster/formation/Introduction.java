package dev.stator.cluster.formation;

import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.table.Placement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node answers who it is.
 *
 * @param store the number of its data folder
 * @param join the list that it was started with
 * @param cluster its cluster; 0 for none yet
 * @param founders of its cluster
 * @param nodes others that it knows
 * @param system where it believes the system table to be; null when it does not know
 */
record Introduction(
    NodeInfo node,
    long store,
    List<String> join,
    long cluster,
    List<Founder> founders,
    List<NodeInfo> nodes,
    @Nullable Placement system) {
  Introduction {
    join = List.copyOf(join);
    founders = List.copyOf(founders);
    nodes = List.copyOf(nodes);
  }
}
