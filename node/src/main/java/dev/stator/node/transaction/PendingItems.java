package dev.stator.node.transaction;

import dev.stator.cluster.transaction.TransactionId;
import dev.stator.model.Binary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The items that transactions have prepared at this leader, proposed or applied. Bounded by {@link
 * #ITEMS_MAX}. Belongs to the partition's executor.
 */
public final class PendingItems {
  /** Beyond it no more are prepared. An item takes less than a kilobyte here, unless its key is. */
  public static final int ITEMS_MAX = 50_000;

  // Only looked up by key, never walked over.
  private final Map<Binary, TransactionId> items = new HashMap<>();
  private final LinkedHashMap<TransactionId, Held> transactions = new LinkedHashMap<>();

  private static final class Held {
    final long sinceNanos;
    final List<Binary> rowKeys = new ArrayList<>();
    long askedNanos;

    Held(long sinceNanos) {
      this.sinceNanos = sinceNanos;
      this.askedNanos = sinceNanos;
    }
  }

  /** A transaction that has been waited for. */
  public record Waiting(TransactionId id, long waitedNanos) {}

  /** Whether a transaction is prepared on the item. */
  public boolean has(Binary rowKey) {
    return !items.isEmpty() && items.containsKey(rowKey);
  }

  public boolean isEmpty() {
    return items.isEmpty();
  }

  /** Whether there is room for so many more. */
  public boolean hasRoom(int count) {
    return items.size() + count <= ITEMS_MAX;
  }

  public void add(TransactionId id, Binary rowKey, long nowNanos) {
    items.put(rowKey, id);
    transactions.computeIfAbsent(id, any -> new Held(nowNanos)).rowKeys.add(rowKey);
  }

  /** The items of a transaction, in the order in which they came; empty when there are none. */
  public List<Binary> of(TransactionId id) {
    Held held = transactions.get(id);
    return held == null ? List.of() : List.copyOf(held.rowKeys);
  }

  public void remove(TransactionId id) {
    Held held = transactions.remove(id);
    if (held != null) {
      held.rowKeys.forEach(items::remove);
    }
  }

  /**
   * Transactions that have been here for long, and were not named for as long. They are named now.
   *
   * @param nanos how long
   * @param countMax how many at most
   */
  public List<Waiting> waiting(long nowNanos, long nanos, int countMax) {
    List<Waiting> waiting = new ArrayList<>();
    for (Map.Entry<TransactionId, Held> entry : transactions.entrySet()) {
      Held held = entry.getValue();
      if (nowNanos - held.askedNanos >= nanos && waiting.size() < countMax) {
        held.askedNanos = nowNanos;
        waiting.add(new Waiting(entry.getKey(), nowNanos - held.sinceNanos));
      }
    }
    return waiting;
  }

  public void clear() {
    items.clear();
    transactions.clear();
  }
}
