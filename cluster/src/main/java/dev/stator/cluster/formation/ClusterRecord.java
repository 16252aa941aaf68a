package dev.stator.cluster.formation;

import dev.stator.base.Check;
import java.util.List;

/**
 * What a data folder says about whom it belongs to. Written before anybody hears of it.
 *
 * @param store random number of this folder, drawn when it was made
 * @param name the node's name
 * @param cluster the cluster's id; 0 while it belongs to none
 * @param begun whether this node has begun its part of the system table's group; it never does so
 *     twice
 * @param founders first members of the system table's group
 */
public record ClusterRecord(
    long store, String name, long cluster, boolean begun, List<Founder> founders) {
  public ClusterRecord {
    founders = List.copyOf(founders);
    Check.that(store != 0, "a folder has a number");
    Check.that((cluster != 0) == !founders.isEmpty(), "a cluster has founders, and they a cluster");
  }

  /** A folder that belongs to nobody yet. */
  public static ClusterRecord fresh(long store, String name) {
    return new ClusterRecord(store, name, 0, false, List.of());
  }

  public ClusterRecord of(long ofCluster, List<Founder> itsFounders) {
    Check.that(cluster == 0, "a folder belongs to one cluster for ever");
    return new ClusterRecord(store, name, ofCluster, false, itsFounders);
  }

  public ClusterRecord asBegun() {
    return new ClusterRecord(store, name, cluster, true, founders);
  }

  /** Whether this very folder is a first member of the system table's group. */
  public boolean founds() {
    return founders.stream()
        .anyMatch(founder -> founder.node().name().equals(name) && founder.store() == store);
  }
}
