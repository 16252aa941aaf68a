package dev.stator.control;

import dev.stator.cluster.table.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which nodes a new partition goes to. Pure: no two of its replicas are in one zone; zones with a
 * node that can be reached are preferred, then nodes with fewer replicas, then those with more
 * room. The first voter is to lead: the node that is to lead fewest.
 */
final class PlacementPlan {
  /** How many storage replicas a partition has, if there are as many zones. */
  static final int REPLICAS = 3;

  /** The log index of a first membership. */
  static final long FIRST_VERSION = 1;

  private PlacementPlan() {}

  /**
   * A node that may get a replica.
   *
   * @param reachable whether it answered just now
   * @param replicas how many it has of all partitions
   * @param leads how many partitions it is to lead
   * @param freeBytes how much room it has
   */
  record Candidate(
      String node, String zone, boolean reachable, int replicas, int leads, long freeBytes) {}

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparing((Candidate candidate) -> !candidate.reachable())
          .thenComparingInt(Candidate::replicas)
          .thenComparing(Comparator.comparingLong(Candidate::freeBytes).reversed())
          .thenComparing(Candidate::node);

  private static final Comparator<Candidate> LEADER_FIRST =
      Comparator.comparing((Candidate candidate) -> !candidate.reachable())
          .thenComparingInt(Candidate::leads)
          .thenComparingInt(Candidate::replicas)
          .thenComparing(Candidate::node);

  /** The nodes, the one that is to lead first; empty when there is no candidate. */
  static List<String> choose(List<Candidate> candidates) {
    List<Candidate> sorted = new ArrayList<>(candidates);
    sorted.sort(BEST_FIRST);
    Set<String> zones = new LinkedHashSet<>();
    List<Candidate> chosen = new ArrayList<>();
    for (Candidate candidate : sorted) {
      if (chosen.size() < REPLICAS && zones.add(candidate.zone())) {
        chosen.add(candidate);
      }
    }
    chosen.sort(LEADER_FIRST);
    return chosen.stream().map(Candidate::node).toList();
  }

  /** The candidates when these have got one more replica, and the first of them one more lead. */
  static List<Candidate> with(List<Candidate> candidates, List<String> chosen) {
    List<Candidate> after = new ArrayList<>(candidates.size());
    for (Candidate one : candidates) {
      int leads = one.node().equals(chosen.getFirst()) ? 1 : 0;
      after.add(
          chosen.contains(one.node())
              ? new Candidate(
                  one.node(),
                  one.zone(),
                  one.reachable(),
                  one.replicas() + 1,
                  one.leads() + leads,
                  one.freeBytes())
              : one);
    }
    return after;
  }

  /** The first placement of a partition. */
  static Placement first(long partition, List<String> nodes) {
    List<Placement.Replica> replicas = new ArrayList<>();
    for (String node : nodes) {
      replicas.add(new Placement.Replica(node, 1, Placement.Kind.STORAGE, true));
    }
    return new Placement(partition, FIRST_VERSION, replicas, 1);
  }
}
