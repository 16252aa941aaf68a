package dev.stator.cluster.change;

import org.jspecify.annotations.Nullable;

/**
 * What a change makes of one row of a global index.
 *
 * @param place of the change; a change may have more than one operation
 * @param rowKey in the partition of the index
 * @param item the projected item, encoded; null when the row goes
 */
public record IndexOperation(ChangePlace place, byte[] rowKey, byte @Nullable [] item) {
  /** Roughly what it takes, in bytes. */
  public int bytes() {
    return 32 + rowKey.length + (item == null ? 0 : item.length);
  }
}
