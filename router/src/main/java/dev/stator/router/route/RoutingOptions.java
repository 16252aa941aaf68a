package dev.stator.router.route;

import dev.stator.base.Check;

/**
 * Limits of routing. A request takes no longer than {@code findNanos} and one attempt.
 *
 * @param findNanos how long to look for a replica that serves a request; a new leader is elected in
 *     less
 * @param unplacedNanos as {@code findNanos}, of a partition that nobody has told of yet
 * @param readNanos how long to wait for another node's answer to the read of a row
 * @param pageNanos as {@code readNanos}, for a page
 * @param writeNanos how long to wait for another node's answer to a write, before its outcome is
 *     unknown
 * @param waitingMax requests that wait for another node or for a leader; beyond it they are turned
 *     away as throttling does
 * @param leadersMax partitions whose leader is remembered
 */
public record RoutingOptions(
    long findNanos,
    long unplacedNanos,
    long readNanos,
    long pageNanos,
    long writeNanos,
    int waitingMax,
    int leadersMax) {
  private static final long MILLI = 1_000_000L;

  public static final RoutingOptions DEFAULT =
      new RoutingOptions(
          4000 * MILLI, 500 * MILLI, 1500 * MILLI, 4000 * MILLI, 5000 * MILLI, 20_000, 200_000);

  public RoutingOptions {
    Check.that(findNanos >= 0 && unplacedNanos >= 0, "a search takes no negative time");
    Check.that(readNanos > 0 && pageNanos > 0 && writeNanos > 0, "an answer may take time");
    Check.that(waitingMax > 0 && leadersMax > 0, "limits are positive");
  }

  /** With other limits on what waits. */
  public RoutingOptions withWaitingMax(int requests) {
    return new RoutingOptions(
        findNanos, unplacedNanos, readNanos, pageNanos, writeNanos, requests, leadersMax);
  }
}
