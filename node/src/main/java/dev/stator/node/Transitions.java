package dev.stator.node;

import java.util.Set;
import java.util.TreeSet;

/** Partitions whose replica is being made or removed on this node, one change at a time. */
final class Transitions {
  private final Set<Long> underWay = new TreeSet<>();

  /** False when the partition's replica is being made or removed already. */
  synchronized boolean begin(long partition) {
    return underWay.add(partition);
  }

  synchronized void end(long partition) {
    underWay.remove(partition);
  }
}
