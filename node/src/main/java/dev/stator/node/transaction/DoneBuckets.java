package dev.stator.node.transaction;

import java.util.Map;
import java.util.TreeMap;

/**
 * When rows of transactions that are over may go. They go by the minute their ids were made in, all
 * of a minute at once, and only when this leader has known for long enough that no more came: its
 * own clock of durations decides, since the clocks of those who give ids out may be anything.
 */
public final class DoneBuckets {
  private final TreeMap<Long, Long> lastNanos = new TreeMap<>();

  /** There is a row of that bucket. */
  public void note(long bucket, long nowNanos) {
    lastNanos.put(bucket, nowNanos);
  }

  public boolean isEmpty() {
    return lastNanos.isEmpty();
  }

  /**
   * A bucket without a new row for so long, which is forgotten here; -1 when there is none.
   *
   * @param nanos how long
   */
  public long takeOld(long nowNanos, long nanos) {
    for (Map.Entry<Long, Long> entry : lastNanos.entrySet()) {
      if (nowNanos - entry.getValue() >= nanos) {
        long bucket = entry.getKey();
        lastNanos.remove(bucket);
        return bucket;
      }
    }
    return -1;
  }

  public void clear() {
    lastNanos.clear();
  }
}
