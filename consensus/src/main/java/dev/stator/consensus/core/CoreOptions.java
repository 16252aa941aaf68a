package dev.stator.consensus.core;

/**
 * Limits and times of a group.
 *
 * @param electionTimeoutNanos a member that has not heard a leader for one to two of these asks for
 *     an election; a leader that no quorum answered for two of these steps down
 * @param heartbeatNanos how often a leader of several members sends at least something
 * @param appendBytesMax payload bytes of one append or copy message; a larger entry goes alone
 * @param windowBytesMax payload bytes under way to one follower, not yet acknowledged
 * @param inFlightBytesMax payload bytes proposed here and not yet applied; beyond it a proposal is
 *     answered with busy
 * @param retainedBytesMax payload bytes of already durable log that are kept for slow members
 */
public record CoreOptions(
    long electionTimeoutNanos,
    long heartbeatNanos,
    long appendBytesMax,
    long windowBytesMax,
    long inFlightBytesMax,
    long retainedBytesMax) {

  public static final CoreOptions DEFAULT =
      new CoreOptions(300_000_000L, 60_000_000L, 512 << 10, 4 << 20, 32 << 20, 64 << 20);

  public CoreOptions {
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
}
