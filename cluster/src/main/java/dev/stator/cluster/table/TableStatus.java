package dev.stator.cluster.table;

/** Where a table is in its life. */
public enum TableStatus {
  CREATING,
  UPDATING,
  ACTIVE,
  DELETING;

  /** True when items may be read and written. */
  public boolean serves() {
    return this == ACTIVE || this == UPDATING;
  }
}
