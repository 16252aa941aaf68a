package dev.stator.node.repair;

import dev.stator.base.Check;

/**
 * When what is done.
 *
 * @param logReplicaAfterNanos a storage replica that is silent for this long is stood in for by a
 *     log replica
 * @param standstillAfterNanos so is one that is heard and has acknowledged nothing for this long of
 *     what it is owed: it is taken to stand still and not to be slow
 * @param rebuildAfterNanos one that is silent, or stands still, for this long is taken for lost,
 *     and rebuilt elsewhere
 * @param balanceAfterNanos for how long a group must have been whole before its lead goes back to
 *     the first of its members
 */
public record RepairOptions(
    long logReplicaAfterNanos,
    long standstillAfterNanos,
    long rebuildAfterNanos,
    long balanceAfterNanos) {
  private static final long SECOND = 1_000_000_000L;

  public static final RepairOptions DEFAULT =
      new RepairOptions(SECOND, 3 * SECOND, 300 * SECOND, 10 * SECOND);

  public RepairOptions {
    Check.that(logReplicaAfterNanos > 0, "silence takes some time");
    Check.that(standstillAfterNanos >= logReplicaAfterNanos, "who is heard is given more time");
    Check.that(rebuildAfterNanos > standstillAfterNanos, "a log replica comes before a rebuild");
    Check.that(balanceAfterNanos > 0, "a group is whole for a while");
  }
}
