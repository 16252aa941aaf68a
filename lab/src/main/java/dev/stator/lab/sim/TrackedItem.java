package dev.stator.lab.sim;

import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.ItemOperation.Outcome;
import dev.stator.lab.check.Linearizability;
import dev.stator.model.AttributeValue;
import dev.stator.model.key.PrimaryKey;
import java.util.ArrayList;
import java.util.List;

/** One item that clients fight over, and what they saw of it. Retired before it gets too long. */
final class TrackedItem {
  private static final int CALLS_MAX = Linearizability.OPERATIONS_MAX - 12;

  /** Each doubles what a history may mean. */
  private static final int UNKNOWN_MAX = 9;

  final String name;
  private final List<ItemOperation> history = new ArrayList<>();
  private int calls;
  private int unknown;

  TrackedItem(String name) {
    this.name = name;
  }

  PrimaryKey key() {
    return new PrimaryKey(new AttributeValue.S(name), null);
  }

  boolean wornOut() {
    return calls >= CALLS_MAX || unknown >= UNKNOWN_MAX;
  }

  void called() {
    calls++;
  }

  void notCalled() {
    calls--;
  }

  void add(ItemOperation operation) {
    history.add(operation);
    if (operation.outcome() == Outcome.UNKNOWN) {
      unknown++;
    }
  }

  void check() {
    if (!Linearizability.check(history)) {
      StringBuilder text = new StringBuilder("the history of item " + name + " has no order:");
      history.forEach(operation -> text.append("\n  ").append(operation));
      throw new Violation(text.toString());
    }
  }
}
