package dev.stator.node;

import dev.stator.model.Binary;
import dev.stator.model.item.ItemView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The leader's own writes that are proposed and not yet applied, by row key: what the next write to
 * the same item must be evaluated against. It is what makes writes to one hot item independent of
 * the time a sync takes. Never iterated, so its order does not matter.
 */
final class Overlay {
  private final Map<Binary, Pending> rows = new HashMap<>();

  /**
   * A row as it will be.
   *
   * @param index the log index of the write that makes it so
   * @param item the encoded item, or null when the row is deleted
   */
  record Pending(long index, byte @Nullable [] item) {
    @Nullable ItemView view() {
      return item == null ? null : new ItemView(item);
    }
  }

  @Nullable Pending find(Binary rowKey) {
    return rows.get(rowKey);
  }

  void put(Binary rowKey, long index, byte @Nullable [] item) {
    rows.put(rowKey, new Pending(index, item));
  }

  /** The write of this row at {@code index} is in the store now. */
  void applied(byte[] rowKey, long index) {
    if (rows.isEmpty()) {
      return;
    }
    Binary key = new Binary(rowKey);
    Pending pending = rows.get(key);
    if (pending != null && pending.index() <= index) {
      rows.remove(key);
    }
  }

  void clear() {
    rows.clear();
  }
}
