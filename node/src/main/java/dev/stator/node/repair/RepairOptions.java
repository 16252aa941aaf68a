package dev.stator.node.repair;

import dev.stator.base.Check;

/**
 * When what is done.
 *
 * @param logReplicaAfterNanos a storage replica that is silent for this long is stood in for by a
 *     log replica
 * @param rebuildAfterNanos one that is silent for this long is taken for lost, and rebuilt
 *     elsewhere
 * @param balanceAfterNanos for how long a group must have been whole before its lead goes back to
 *     the first of its members
 */
public record RepairOptions(
    long logReplicaAfterNanos, long rebuildAfterNanos, long balanceAfterNanos) {
  private static final long SECOND = 1_000_000_000L;

  public static final RepairOptions DEFAULT = new RepairOptions(SECOND, 300 * SECOND, 10 * SECOND);

  public RepairOptions {
    Check.that(logReplicaAfterNanos > 0, "silence takes some time");
    Check.that(rebuildAfterNanos > logReplicaAfterNanos, "a log replica comes before a rebuild");
    Check.that(balanceAfterNanos > 0, "a group is whole for a while");
  }
}
