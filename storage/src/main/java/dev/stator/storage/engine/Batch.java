package dev.stator.storage.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Changes that become visible together, applied in order. Arrays are not copied. */
public final class Batch {
  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  public void put(byte[] key, byte[] value) {
    changes.add(new Change.Put(key, value));
    bytes += key.length + value.length;
  }

  public void delete(byte[] key) {
    changes.add(new Change.Delete(key));
    bytes += key.length;
  }

  /** Deletes all rows with {@code from <= key < to}. */
  public void deleteRange(byte[] from, byte[] to) {
    changes.add(new Change.DeleteRange(from, to));
    bytes += from.length + to.length;
  }

  public List<Change> changes() {
    return Collections.unmodifiableList(changes);
  }

  /** Bytes of all keys and values. */
  public long bytes() {
    return bytes;
  }

  /** One change of a batch. */
  public sealed interface Change {
    /** Sets a row. */
    record Put(byte[] key, byte[] value) implements Change {}

    /** Removes a row if it is there. */
    record Delete(byte[] key) implements Change {}

    /** Removes all rows of a range. */
    record DeleteRange(byte[] from, byte[] to) implements Change {}
  }
}
