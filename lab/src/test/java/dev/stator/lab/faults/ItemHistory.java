package dev.stator.lab.faults;

import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.ItemOperation.Outcome;
import dev.stator.lab.check.Linearizability;
import java.util.ArrayList;
import java.util.List;

/** What clients did to one item, bounded by what the checker can look at. Thread safe. */
final class ItemHistory {
  /** Leaves room for the reads at the end. */
  private static final int CLIENTS_MAX = Linearizability.OPERATIONS_MAX - 6;

  /** Each may have happened at any time, or never: the checker's work doubles with each. */
  private static final int UNKNOWN_MAX = 6;

  private final String key;
  private final List<ItemOperation> operations = new ArrayList<>();
  private int begun;
  private int unknown;

  ItemHistory(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  /** Takes a place for one attempt; false when there are none left. */
  synchronized boolean begin() {
    if (begun == CLIENTS_MAX || unknown >= UNKNOWN_MAX) {
      return false;
    }
    begun++;
    return true;
  }

  synchronized void add(ItemOperation operation) {
    operations.add(operation);
    if (operation.outcome() == Outcome.UNKNOWN) {
      unknown++;
    }
  }

  synchronized List<ItemOperation> operations() {
    return List.copyOf(operations);
  }
}
