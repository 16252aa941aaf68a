package dev.stator.lab.faults;

import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.Linearizability;
import java.util.ArrayList;
import java.util.List;

/** What clients did to one item, bounded by what the checker can look at. Thread safe. */
final class ItemHistory {
  /** Leaves room for the reads at the end. */
  private static final int CLIENTS_MAX = Linearizability.OPERATIONS_MAX - 6;

  private final String key;
  private final List<ItemOperation> operations = new ArrayList<>();
  private int begun;

  ItemHistory(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  /** Takes a place for one attempt; false when there are none left. */
  synchronized boolean begin() {
    if (begun == CLIENTS_MAX) {
      return false;
    }
    begun++;
    return true;
  }

  synchronized void add(ItemOperation operation) {
    operations.add(operation);
  }

  synchronized List<ItemOperation> operations() {
    return List.copyOf(operations);
  }
}
