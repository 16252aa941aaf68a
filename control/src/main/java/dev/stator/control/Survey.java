package dev.stator.control;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.table.NodeItems;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Asks all nodes how much room they have, and counts what they hold. */
final class Survey {
  private final Knowledge knowledge;
  private final Nodes calls;
  private final SerialExecutor executor;

  Survey(Knowledge knowledge, Nodes calls, SerialExecutor executor) {
    this.knowledge = knowledge;
    this.calls = calls;
    this.executor = executor;
  }

  /**
   * Founders are known before they stand in the system table. Until they do it is not known which
   * partitions may be made there, so they get none.
   */
  private List<NodeInfo> registered() {
    return knowledge.nodes().all().stream()
        .filter(node -> knowledge.view().find(SystemTables.KIND_NODE, node.name()) != null)
        .filter(node -> !isLeaving(node.name()))
        .toList();
  }

  /**
   * @param reply runs on the executor with the bytes free on each node, negative when it did not
   *     answer
   */
  void ask(Consumer<Map<String, Long>> reply) {
    List<NodeInfo> all = registered();
    Map<String, Long> free = new TreeMap<>();
    if (all.isEmpty()) {
      executor.execute(() -> reply.accept(free));
    }
    for (NodeInfo node : all) {
      calls.freeBytes(
          node.name(),
          bytes ->
              executor.execute(() -> {
                if (free.put(node.name(), bytes) == null && free.size() == all.size()) {
                  reply.accept(free);
                }
              }));
    }
  }

  /**
   * Whether a node may begin this partition, as it stands in the system table: one that came, or
   * came back with an empty disk, after the partition's id was given out may not.
   */
  boolean mayBegin(String node, long partition) {
    Item there = knowledge.view().find(SystemTables.KIND_NODE, node);
    return there != null && NodeItems.fromItem(there).firstPartition() <= partition;
  }

  /** Whether a node is to have no more replicas. */
  boolean isLeaving(String node) {
    return knowledge.nodes().isLeaving(node);
  }

  /** Everyone who may get a replica, as things stand now. */
  List<PlacementPlan.Candidate> candidates(Map<String, Long> freeBytes) {
    TreeMap<String, Integer> replicas = new TreeMap<>();
    TreeMap<String, Integer> leads = new TreeMap<>();
    for (Placement placement : knowledge.placements().all()) {
      boolean first = true;
      for (Placement.Replica replica : placement.replicas()) {
        replicas.merge(replica.node(), 1, Integer::sum);
        if (first) {
          leads.merge(replica.node(), 1, Integer::sum);
        }
        first = false;
      }
    }
    List<PlacementPlan.Candidate> candidates = new ArrayList<>();
    for (NodeInfo node : registered()) {
      long free = freeBytes.getOrDefault(node.name(), -1L);
      candidates.add(
          new PlacementPlan.Candidate(
              node.name(),
              node.zone(),
              free >= 0,
              replicas.getOrDefault(node.name(), 0),
              leads.getOrDefault(node.name(), 0),
              free));
    }
    return candidates;
  }
}
