package dev.stator.node;

import dev.stator.cluster.message.PartitionResponse;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Answers that wait for a log entry to be applied, in the order of their entries. An answer to a
 * rejected write waits as well when what rejected it is itself not committed yet.
 */
final class PendingReplies {
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();

  private record Pending(
      long index, long term, PartitionResponse response, Consumer<PartitionResponse> reply) {}

  /** Answers with {@code response} once the entry {@code (index, term)} is applied. */
  void add(long index, long term, PartitionResponse response, Consumer<PartitionResponse> reply) {
    queue.addLast(new Pending(index, term, response, reply));
  }

  /** Answers that wait for no later entry than {@code index}; this entry is of {@code term}. */
  void applied(long index, long term) {
    for (Pending head = queue.peekFirst();
        head != null && head.index() <= index;
        head = queue.peekFirst()) {
      queue.removeFirst();
      if (head.index() == index && head.term() != term) {
        head.reply().accept(new PartitionResponse.Unknown("another leader's entry took its place"));
      } else {
        head.reply().accept(head.response());
      }
    }
  }

  void abandon(String reason) {
    Pending pending;
    while ((pending = queue.pollFirst()) != null) {
      pending.reply().accept(new PartitionResponse.Unknown(reason));
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
