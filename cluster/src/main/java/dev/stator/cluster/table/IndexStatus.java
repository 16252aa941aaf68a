package dev.stator.cluster.table;

/** Where a global index is in its life. */
public enum IndexStatus {
  CREATING,
  UPDATING,
  ACTIVE,
  DELETING;

  /** True when it may be read. */
  public boolean serves() {
    return this == ACTIVE || this == UPDATING;
  }
}
