package dev.stator.consensus.host;

import dev.stator.consensus.core.Message;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Messages that wait for a sync, in order. */
final class HeldMessages {
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  /** Markers do not fall. */
  void add(long marker, Message message) {
    held.add(new Held(marker, message));
  }

  /** Sends what waited for a marker or an earlier one, but for what the next one says as well. */
  void release(long marker, Consumer<Message> send) {
    Held oldest = held.peek();
    while (oldest != null && oldest.marker <= marker) {
      held.remove();
      Held next = held.peek();
      if (next == null || next.marker > marker || !next.message.covers(oldest.message)) {
        send.accept(oldest.message);
      }
      oldest = next;
    }
  }

  void clear() {
    held.clear();
  }

  private record Held(long marker, Message message) {}
}
