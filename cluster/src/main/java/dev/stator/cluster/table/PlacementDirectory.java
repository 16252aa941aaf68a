package dev.stator.cluster.table;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The placements this member knows of: maybe old, never wrong for long. Any thread may read. */
public final class PlacementDirectory {
  private final ConcurrentSkipListMap<Long, Placement> placements = new ConcurrentSkipListMap<>();

  public @Nullable Placement find(long partition) {
    return placements.get(partition);
  }

  /** All placements, in order of their partitions. */
  public List<Placement> all() {
    return List.copyOf(placements.values());
  }

  /** Takes a placement, unless a newer one is known. */
  public void publish(Placement placement) {
    placements.merge(
        placement.partition(),
        placement,
        (old, other) -> other.version() >= old.version() ? other : old);
  }

  public void withdraw(long partition) {
    placements.remove(partition);
  }
}
