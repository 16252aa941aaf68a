package dev.stator.node;

import dev.stator.cluster.change.Shard;
import dev.stator.model.Binary;
import dev.stator.node.side.LocalCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log command that is being made, of one item's change or of several. */
final class Draft {
  private final List<LogCommand.Row> rows = new ArrayList<>();
  private final List<LogCommand.Change> changes = new ArrayList<>();
  private final Map<Binary, Long> collections = new HashMap<>();
  private int itemsDelta;
  private long bytesDelta;
  private long changeBytes;
  private long replacedBytes;
  private long collectionBytes = -1;
  private @Nullable LocalCounts counts;
  private @Nullable Shard begun;
  private boolean decided;

  /** Answers the place of the row among the command's rows. */
  int add(LogCommand.Row row) {
    rows.add(row);
    return rows.size() - 1;
  }

  void add(LogCommand.Change change, long bytes) {
    changes.add(change);
    changeBytes += bytes;
  }

  void count(int items, long bytes) {
    itemsDelta += items;
    bytesDelta += bytes;
  }

  /** An item of so many bytes is there before the change. */
  void replaces(int itemBytes) {
    replacedBytes += itemBytes;
  }

  /** The size of an item collection, as the command changes it so far; null when it does not. */
  @Nullable Long collection(Binary key) {
    return collections.get(key);
  }

  void collection(Binary key, long bytes) {
    collections.put(key, bytes);
    collectionBytes = bytes;
  }

  /** The size of the item collection that was changed last; -1 for none. */
  long collectionBytes() {
    return collectionBytes;
  }

  /** What local indexes have, as the command changes it so far; null when it does not. */
  @Nullable LocalCounts counts() {
    return counts;
  }

  void counts(LocalCounts next) {
    counts = next;
  }

  /** What is in the command was decided before: nothing may keep it from being carried out. */
  Draft decided() {
    decided = true;
    return this;
  }

  boolean isDecided() {
    return decided;
  }

  /** The command begins this shard. */
  void begins(Shard shard) {
    begun = shard;
  }

  @Nullable Shard begun() {
    return begun;
  }

  boolean changes() {
    return !changes.isEmpty();
  }

  /** What the change records take, roughly. */
  long changeBytes() {
    return changeBytes;
  }

  /** What items and their images take in the log, roughly. */
  long bytes() {
    long bytes = rowBytes();
    for (LogCommand.Change change : changes) {
      byte[] image = change instanceof LogCommand.Change.OfRow of ? of.oldImage() : null;
      bytes += image == null ? 0 : image.length;
    }
    return bytes;
  }

  /**
   * The same, should the items' old images go along with all of it: a stream or a global index may
   * begin to want them before the command is made.
   */
  long bytesAtWorst() {
    return rowBytes() + replacedBytes;
  }

  private long rowBytes() {
    long bytes = 0;
    for (LogCommand.Row row : rows) {
      bytes += row.key().length + (row instanceof LogCommand.Row.Put put ? put.item().length : 0);
    }
    return bytes;
  }

  LogCommand command(long timestampMs) {
    return new LogCommand(timestampMs, itemsDelta, bytesDelta, rows, changes);
  }
}
