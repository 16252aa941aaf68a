package dev.stator.cluster.table;

/**
 * The most that a table or an index billed per request is to take per second.
 *
 * @param readUnits request units; -1 for no bound, 0 when nothing was ever said
 * @param writeUnits as for reads
 */
public record OnDemandMax(long readUnits, long writeUnits) {
  public static final OnDemandMax NONE = new OnDemandMax(0, 0);

  /** With what a change says; what it does not say stays. */
  public OnDemandMax changed(OnDemandMax change) {
    return new OnDemandMax(
        change.readUnits() != 0 ? change.readUnits() : readUnits,
        change.writeUnits() != 0 ? change.writeUnits() : writeUnits);
  }
}
