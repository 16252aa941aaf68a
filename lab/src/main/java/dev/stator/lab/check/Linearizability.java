package dev.stator.lab.check;

import dev.stator.lab.check.ItemOperation.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a history of one item can be put into an order that its clients could have seen: each
 * operation at one instant between its call and its answer, those of unknown outcome at any instant
 * after the call or never.
 *
 * <p>The search is that of Wing and Gong ("Testing and verifying concurrent objects", 1993) with
 * the memory of Lowe ("Testing for linearizability", 2017). It is for short histories.
 */
public final class Linearizability {
  /** The longest history that can be checked. */
  public static final int OPERATIONS_MAX = 64;

  private final List<ItemOperation> history;
  private final Set<Visited> visited = new HashSet<>();
  private final long completed;

  private record Visited(long linearized, ItemState state) {}

  private Linearizability(List<ItemOperation> history) {
    if (history.size() > OPERATIONS_MAX) {
      throw new IllegalArgumentException("a history of " + history.size() + " operations");
    }
    this.history = history;
    long answered = 0;
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).outcome() != Outcome.UNKNOWN) {
        answered |= 1L << i;
      }
    }
    this.completed = answered;
  }

  /** True when the history is linearizable; the item is absent at its beginning. */
  public static boolean check(List<ItemOperation> history) {
    return new Linearizability(history).search(0, ItemState.ABSENT);
  }

  private boolean search(long linearized, ItemState state) {
    if ((linearized & completed) == completed) {
      return true;
    }
    if (!visited.add(new Visited(linearized, state))) {
      return false;
    }
    long firstReturn = firstReturn(linearized);
    for (int i = 0; i < history.size(); i++) {
      ItemOperation next = history.get(i);
      if ((linearized & 1L << i) == 0
          && next.invokedNanos() <= firstReturn
          && next.agrees(state)
          && search(linearized | 1L << i, next.after(state))) {
        return true;
      }
    }
    return false;
  }

  private long firstReturn(long linearized) {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < history.size(); i++) {
      if ((linearized & 1L << i) == 0 && (completed & 1L << i) != 0) {
        first = Math.min(first, history.get(i).returnedNanos());
      }
    }
    return first;
  }
}
