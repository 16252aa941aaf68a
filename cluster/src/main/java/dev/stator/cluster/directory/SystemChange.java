package dev.stator.cluster.directory;

import org.jspecify.annotations.Nullable;

/**
 * The last thing that happened to one item of the system table.
 *
 * @param index the log index at which it happened
 * @param kind the item's partition key, such as {@code table}
 * @param name the item's sort key
 * @param item encoded; null when it was deleted
 */
public record SystemChange(long index, String kind, String name, byte @Nullable [] item) {
  /** About what it takes in a message, in bytes. */
  int size() {
    return 16 + kind.length() + name.length() + (item == null ? 0 : item.length);
  }
}
