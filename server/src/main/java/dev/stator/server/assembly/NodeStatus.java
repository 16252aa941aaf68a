package dev.stator.server.assembly;

import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.table.Placement;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.GroupStatus.MemberStatus;
import dev.stator.consensus.Membership;
import dev.stator.node.StorageNode;
import dev.stator.server.core.NodeCore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a node is, for people and scripts.
 *
 * @param partitions how many the cluster has, the system table's included
 * @param nodes how many the cluster has
 * @param hosted groups with a replica here
 * @param led groups led here
 * @param quorate groups led here of which every voter, log replicas among them, is heard and has
 *     caught up: the quorum can lose as many as ever
 * @param whole groups led here of which every voter is a storage replica that is heard and has
 *     caught up, and nothing is under way
 * @param logReplicas log replicas that vote in groups led here, in the place of storage replicas
 * @param notWhole some of the groups that are led here and not whole
 * @param leaving nodes that are to leave the cluster, with how many replicas are there still
 */
public record NodeStatus(
    String node,
    String zone,
    boolean ready,
    int nodes,
    int partitions,
    int hosted,
    int led,
    int quorate,
    int whole,
    int logReplicas,
    List<Long> notWhole,
    SortedMap<String, Integer> leaving) {
  private static final int NAMED_MAX = 20;
  private static final long SILENT_NANOS_MAX = 1_000_000_000L;
  private static final long STANDS_NANOS_MAX = 3_000_000_000L;

  public NodeStatus {
    notWhole = List.copyOf(notWhole);
    leaving = Collections.unmodifiableSortedMap(new TreeMap<>(leaving));
  }

  static NodeStatus of(String node, String zone, boolean ready, NodeCore core) {
    StorageNode storage = core.storage();
    List<Long> hosted = storage.hosted();
    List<Long> notWhole = new ArrayList<>();
    int led = 0;
    int quorate = 0;
    int whole = 0;
    int logReplicas = 0;
    for (long partition : hosted) {
      GroupStatus status = storage.status(partition);
      if (status != null && status.role() == GroupStatus.Role.LEADER) {
        led++;
        quorate += quorate(status) ? 1 : 0;
        logReplicas += (int) status.members().stream().filter(NodeStatus::standsIn).count();
        if (whole(status)) {
          whole++;
        } else if (notWhole.size() < NAMED_MAX) {
          notWhole.add(partition);
        }
      }
    }
    return new NodeStatus(
        node,
        zone,
        ready,
        core.knowledge().nodes().all().size(),
        core.knowledge().placements().all().size(),
        hosted.size(),
        led,
        quorate,
        whole,
        logReplicas,
        notWhole,
        leaving(core.knowledge()));
  }

  private static SortedMap<String, Integer> leaving(Knowledge knowledge) {
    SortedMap<String, Integer> leaving = new TreeMap<>();
    for (String name : knowledge.nodes().leaving()) {
      if (knowledge.nodes().find(name) != null) {
        leaving.put(name, 0);
      }
    }
    if (!leaving.isEmpty()) {
      for (Placement placement : knowledge.placements().all()) {
        for (Placement.Replica replica : placement.replicas()) {
          leaving.computeIfPresent(replica.node(), (name, replicas) -> replicas + 1);
        }
      }
    }
    return leaving;
  }

  private static boolean standsIn(MemberStatus member) {
    return member.votes() && member.kind() == Membership.Kind.LOG;
  }

  static boolean quorate(GroupStatus status) {
    return !status.changing()
        && status.members().stream().filter(MemberStatus::votes).count()
            == status.membership().voters().size()
        && status.members().stream().filter(MemberStatus::votes).allMatch(NodeStatus::follows);
  }

  private static boolean follows(MemberStatus member) {
    return member.caughtUp()
        && member.silentNanos() < SILENT_NANOS_MAX
        && member.standsNanos() < STANDS_NANOS_MAX;
  }

  static boolean whole(GroupStatus status) {
    return !status.changing()
        && status.membership().learners().isEmpty()
        && status.members().size() == status.membership().voters().size()
        && status.members().stream()
            .allMatch(member ->
                member.votes() && member.kind() == Membership.Kind.STORAGE && follows(member));
  }

  /** One line of JSON. Names have no character that needs an escape. */
  public String json() {
    return String.format(
        Locale.ROOT,
        "{\"node\":\"%s\",\"zone\":\"%s\",\"ready\":%s,\"nodes\":%d,\"partitions\":%d,"
            + "\"hosted\":%d,\"led\":%d,\"quorate\":%d,\"whole\":%d,\"logReplicas\":%d,"
            + "\"notWhole\":%s,\"leaving\":{%s}}%n",
        node,
        zone,
        ready,
        nodes,
        partitions,
        hosted,
        led,
        quorate,
        whole,
        logReplicas,
        notWhole,
        leaving.entrySet().stream()
            .map(one -> "\"" + one.getKey() + "\":" + one.getValue())
            .collect(Collectors.joining(",")));
  }
}
