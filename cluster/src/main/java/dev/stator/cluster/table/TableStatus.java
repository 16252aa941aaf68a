package dev.stator.cluster.table;

/** Where a table is in its life. */
public enum TableStatus {
  CREATING,
  UPDATING,
  ACTIVE,
  DELETING,

  /** Nobody sees it: what stays of a table that is deleted, see {@link DepartedTables}. */
  DEPARTED;

  /** True when items may be read and written. */
  public boolean serves() {
    return this == ACTIVE || this == UPDATING;
  }
}
