package dev.stator.node;

import dev.stator.storage.wal.LogEntry;
import java.util.ArrayDeque;

/**
 * Commands as this leader proposed them, so that it need not decode them again when they are
 * committed. Bounded by the bytes that a group may have in flight.
 */
final class ProposedCommands {
  private final ArrayDeque<Proposed> queue = new ArrayDeque<>();

  private record Proposed(long index, long term, LogCommand command) {}

  void add(long index, long term, LogCommand command) {
    queue.addLast(new Proposed(index, term, command));
  }

  /** The command of a committed entry. Entries come in the order of their indexes. */
  LogCommand of(LogEntry entry) {
    Proposed head = queue.peekFirst();
    while (head != null && head.index() <= entry.index()) {
      queue.removeFirst();
      if (head.index() == entry.index() && head.term() == entry.term()) {
        return head.command();
      }
      head = queue.peekFirst();
    }
    return LogCommand.decode(entry.payload());
  }

  void clear() {
    queue.clear();
  }
}
