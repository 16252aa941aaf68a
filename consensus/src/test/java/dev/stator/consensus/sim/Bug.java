package dev.stator.consensus.sim;

/** Bugs that a test can plant around the production code, to see that the oracle finds them. */
enum Bug {
  NONE,
  /** The log calls back before anything is durable. */
  ACKNOWLEDGE_BEFORE_SYNC,
  /**
   * The log forgets, over a restart, for whom the member voted. Found by a directed schedule: with
   * random faults the first of many hundred seeds that shows it was 584.
   */
  FORGET_VOTE,
  /** Votes tell of empty logs, so nobody copies what it lacks before it leads. */
  LEAD_WITHOUT_COPYING,
  /**
   * A leader commits with a quorum of the newest membership alone. Found by a directed schedule.
   */
  COMMIT_WITH_NEW_QUORUM_ONLY,
  /**
   * A replace in a single step: votes and commits need the newest membership alone. Found by a
   * directed schedule.
   */
  REPLACE_WITHOUT_COMMON_QUORUM,
  /** A log replica trims whatever is committed. Found by a directed schedule only. */
  LOG_REPLICA_WITHOUT_NEEDED_LOG
}
