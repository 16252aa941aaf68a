package dev.stator.consensus.liveness;

/**
 * The last ping of another node.
 *
 * @param process the process that sent it
 * @param era its era towards this node; 0 when none was heard yet
 * @param atNanos when it was heard
 */
public record Heard(long process, long era, long atNanos) {
  /** No ping came yet. */
  public static final Heard NEVER = new Heard(0, 0, 0);

  public boolean ever() {
    return era != 0;
  }

  /** True while the last ping is less than a while ago. */
  public boolean within(long nanos, long nowNanos) {
    return ever() && nowNanos - atNanos < nanos;
  }
}
