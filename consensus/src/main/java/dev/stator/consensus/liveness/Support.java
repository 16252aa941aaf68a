package dev.stator.consensus.liveness;

/**
 * What another node's pongs say.
 *
 * @param generation counts the eras of the other node from 1 on, as they were met; 0 before any
 * @param sinceNanos when the first pong of this generation came
 * @param sentNanos when the ping was sent whose pong counts
 * @param untilNanos until when members there may be counted, if they confirmed in this generation
 */
public record Support(long generation, long sinceNanos, long sentNanos, long untilNanos) {
  /** Nothing was heard yet. */
  public static final Support NONE = new Support(0, 0, 0, 0);

  /** True while members on that node may be counted. */
  public boolean runs(long nowNanos) {
    return generation != 0 && untilNanos - nowNanos > 0;
  }
}
