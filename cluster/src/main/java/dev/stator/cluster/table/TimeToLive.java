package dev.stator.cluster.table;

/**
 * What a table says of the time to live of its items.
 *
 * @param attribute the attribute with the second, since 1970, after which an item is expired; of no
 *     meaning once disabled
 * @param changedMs when it was last asked to change, in ms since 1970
 */
public record TimeToLive(Status status, String attribute, long changedMs) {
  /** As the service names it. */
  public enum Status {
    ENABLING,
    ENABLED,
    DISABLING,
    DISABLED;

    /** Whether it is to be enabled, once all is done. */
    public boolean on() {
      return this == ENABLING || this == ENABLED;
    }
  }

  /** The same when all partitions know of it. */
  TimeToLive settled() {
    return new TimeToLive(status.on() ? Status.ENABLED : Status.DISABLED, attribute, changedMs);
  }
}
