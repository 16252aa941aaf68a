package dev.stator.router.transaction;

import dev.stator.cluster.message.Action;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A write transaction that is checked and ready to be carried out.
 *
 * @param token the client's, which makes it happen once; null for none
 * @param parts in the order of the request
 */
public record TransactionWrite(@Nullable String token, List<Part> parts) {
  public TransactionWrite {
    parts = List.copyOf(parts);
  }

  /** What is done to one item of one table. */
  public record Part(String table, long partition, Action action) {
    /** Of the action's own partition. */
    public static Part of(String table, Action action) {
      return new Part(table, action.write().partition(), action);
    }
  }

  /** The partitions that take part, in order. */
  List<Long> partitions() {
    TreeSet<Long> partitions = new TreeSet<>();
    parts.forEach(part -> partitions.add(part.partition()));
    return List.copyOf(partitions);
  }

  /** The places in the request of what one partition is to do. */
  List<Integer> slots(long partition) {
    List<Integer> slots = new java.util.ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).partition() == partition) {
        slots.add(i);
      }
    }
    return slots;
  }
}
