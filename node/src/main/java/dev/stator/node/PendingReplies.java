package dev.stator.node;

import dev.stator.cluster.message.PartitionResponse;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Answers that wait for a log entry to be applied, in the order of their entries and of their
 * deadlines. An answer to a rejected write waits as well when what rejected it is itself not
 * committed yet.
 *
 * <p>What confirms an answer is its very entry, by index and term: that the index has passed proves
 * nothing.
 */
final class PendingReplies {
  private final BiConsumer<Consumer<PartitionResponse>, PartitionResponse> answer;
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();

  private record Pending(
      long index,
      long term,
      long deadlineNanos,
      PartitionResponse response,
      Consumer<PartitionResponse> reply) {}

  /**
   * @param answer gives a response to whoever asked
   */
  PendingReplies(BiConsumer<Consumer<PartitionResponse>, PartitionResponse> answer) {
    this.answer = answer;
  }

  /**
   * Answers with {@code response} once the entry {@code (index, term)} is applied, or one after it
   * that others wait for already.
   *
   * @param deadlineNanos not before that of any earlier call
   */
  void add(
      long index,
      long term,
      long deadlineNanos,
      PartitionResponse response,
      Consumer<PartitionResponse> reply) {
    Pending last = queue.peekLast();
    boolean later = last == null || last.index() < index;
    queue.addLast(
        new Pending(
            later ? index : last.index(),
            later ? term : last.term(),
            deadlineNanos,
            response,
            reply));
  }

  /** Answers that wait for no later entry than {@code index}; this entry is of {@code term}. */
  void applied(long index, long term) {
    Pending head;
    while ((head = queue.peekFirst()) != null && head.index() <= index) {
      queue.removeFirst();
      boolean confirmed = head.index() == index && head.term() == term;
      answer.accept(
          head.reply(),
          confirmed
              ? head.response()
              : new PartitionResponse.Unknown("another leader's entry took its place"));
    }
  }

  /** Gives up on answers whose deadline has passed. */
  void expire(long nowNanos) {
    Pending head;
    while ((head = queue.peekFirst()) != null && head.deadlineNanos() - nowNanos <= 0) {
      queue.removeFirst();
      answer.accept(head.reply(), new PartitionResponse.Unknown("not committed in time"));
    }
  }

  /** When the first answer is given up; only when there is one. */
  long firstDeadlineNanos() {
    return queue.getFirst().deadlineNanos();
  }

  void abandon(String reason) {
    Pending pending;
    while ((pending = queue.pollFirst()) != null) {
      answer.accept(pending.reply(), new PartitionResponse.Unknown(reason));
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }
}
