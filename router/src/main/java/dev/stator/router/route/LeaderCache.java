package dev.stator.router.route;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The node that was last seen to lead a partition. Any thread. */
final class LeaderCache {
  // Only looked up by key, never walked over.
  private final Map<Long, String> leaders = new ConcurrentHashMap<>();
  private final int partitionsMax;

  LeaderCache(int partitionsMax) {
    this.partitionsMax = partitionsMax;
  }

  @Nullable String find(long partition) {
    return leaders.get(partition);
  }

  void put(long partition, String node) {
    if (leaders.size() >= partitionsMax) {
      // Partitions that are gone are never asked for again; those that are not come back.
      leaders.clear();
    }
    leaders.put(partition, node);
  }

  /** Forgets the leader if it still is this node. */
  void forget(long partition, String node) {
    leaders.remove(partition, node);
  }
}
