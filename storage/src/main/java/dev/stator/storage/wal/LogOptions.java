package dev.stator.storage.wal;

import dev.stator.base.Check;

/**
 * Limits of the shared log. All sizes are in bytes.
 *
 * @param segmentBytes size that a segment file is preallocated with; a segment may grow past it
 *     only when the states of all groups and one call's records do not fit into it
 * @param queueBytesMax queued and not yet durable bytes from which {@link SharedLog#overloaded} is
 *     true. At four times this the node stops: a caller did not ask
 * @param cacheBytesMax bytes of written entries kept in memory for readers, oldest leave first
 * @param bytesMax size of all segment files from which groups are asked to trim
 * @param bytesHardMax size of all segment files from which {@link SharedLog#overloaded} is true
 * @param fullRetryNanos how long to wait before asking a full disk for room again
 * @param vitalBelow groups with lower ids go on up to twice {@code bytesHardMax}: others may not be
 *     able to let go of what they keep before these have written what becomes of them
 */
public record LogOptions(
    int segmentBytes,
    long queueBytesMax,
    long cacheBytesMax,
    long bytesMax,
    long bytesHardMax,
    long fullRetryNanos,
    long vitalBelow) {

  public LogOptions {
    Check.that(segmentBytes >= 1024, "a segment has at least 1 KiB");
    Check.that(segmentBytes <= 1 << 30, "a segment has at most 1 GiB");
    Check.that(queueBytesMax > 0, "the queue has room");
    Check.that(cacheBytesMax >= 0, "the cache limit is not negative");
    Check.that(bytesMax >= 2L * segmentBytes, "the log may hold two segments before it is trimmed");
    Check.that(bytesHardMax > bytesMax, "the log is asked to trim before it refuses");
    Check.that(fullRetryNanos > 0, "a retry waits");
  }

  /** Without vital groups. */
  public LogOptions(
      int segmentBytes,
      long queueBytesMax,
      long cacheBytesMax,
      long bytesMax,
      long bytesHardMax,
      long fullRetryNanos) {
    this(segmentBytes, queueBytesMax, cacheBytesMax, bytesMax, bytesHardMax, fullRetryNanos, 0);
  }

  /** The same, where groups with lower ids than this are vital. */
  public LogOptions withVital(long below) {
    return new LogOptions(
        segmentBytes, queueBytesMax, cacheBytesMax, bytesMax, bytesHardMax, fullRetryNanos, below);
  }

  /** For a node with its own disk. */
  public static LogOptions defaults() {
    return new LogOptions(64 << 20, 32L << 20, 64L << 20, 1L << 30, 4L << 30, 1_000_000_000L);
  }

  /** For a log that lives in memory, and for tests: segments of the given size. */
  public static LogOptions small(int segmentBytes) {
    return new LogOptions(
        segmentBytes,
        8L << 20,
        4L * segmentBytes,
        4L * segmentBytes,
        Math.max(64L << 20, 64L * segmentBytes),
        100_000_000L);
  }
}
