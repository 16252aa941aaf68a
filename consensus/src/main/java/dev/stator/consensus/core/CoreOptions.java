package dev.stator.consensus.core;

/**
 * Limits and times of a group.
 *
 * @param leaseNanos how long a promise to a leader runs after its node was heard, and how long a
 *     member that restarts keeps still; at least what a leader counts on, see {@code
 *     LivenessOptions}. A leader without a quorum for two of these steps down
 * @param electionTimeoutNanos a candidate that is not elected for one to two of these starts again;
 *     members wait a random part of a third of it before they ask for an election
 * @param heartbeatNanos how often a leader repeats what a member has not confirmed, lacks, or may
 *     not know
 * @param appendBytesMax payload bytes of one append or copy message; a larger entry goes alone
 * @param windowBytesMax payload bytes under way to one follower, not yet acknowledged
 * @param inFlightBytesMax payload bytes proposed here and not yet applied; beyond it a proposal is
 *     answered with busy
 * @param retainedBytesMax payload bytes of already durable log that are kept for slow members
 */
public record CoreOptions(
    long leaseNanos,
    long electionTimeoutNanos,
    long heartbeatNanos,
    long appendBytesMax,
    long windowBytesMax,
    long inFlightBytesMax,
    long retainedBytesMax) {

  public static final CoreOptions DEFAULT =
      new CoreOptions(
          600_000_000L, 300_000_000L, 60_000_000L, 512 << 10, 4 << 20, 32 << 20, 64 << 20);

  public CoreOptions {
    if (leaseNanos < 1) {
      throw new IllegalArgumentException("a lease takes time");
    }
    if (heartbeatNanos < 1 || electionTimeoutNanos < 3 * heartbeatNanos) {
      throw new IllegalArgumentException("an election timeout holds at least three heartbeats");
    }
    if (appendBytesMax < 1 || windowBytesMax < appendBytesMax) {
      throw new IllegalArgumentException("the window holds at least one append");
    }
    if (inFlightBytesMax < 1 || retainedBytesMax < 0) {
      throw new IllegalArgumentException("byte limits are positive");
    }
  }

  public CoreOptions withLease(long newLeaseNanos) {
    return new CoreOptions(
        newLeaseNanos,
        electionTimeoutNanos,
        heartbeatNanos,
        appendBytesMax,
        windowBytesMax,
        inFlightBytesMax,
        retainedBytesMax);
  }
}
