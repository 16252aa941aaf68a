package dev.stator.base.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen, soonest first; the seed decides between equal instants. A binary heap whose
 * instants lie side by side in memory, since a simulation spends much of its time here.
 */
final class EventQueue {
  private static final Event NONE = new Event(0, 0, 0, null, "nothing", () -> {});

  private Event[] heap = new Event[64];
  private long[] instants = new long[heap.length];
  private int size;

  EventQueue() {
    Arrays.fill(heap, NONE);
  }

  /** Something that happens at an instant. */
  record Event(
      long atNanos,
      long tie,
      long sequence,
      @Nullable SimNode owner,
      String what,
      Runnable action) {
    private boolean before(Event other) {
      if (atNanos != other.atNanos) {
        return atNanos < other.atNanos;
      }
      return tie != other.tie ? tie < other.tie : sequence < other.sequence;
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the next event is; only when there is one. */
  long nextNanos() {
    return instants[0];
  }

  void add(Event event) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      Arrays.fill(heap, size, 2 * size, NONE);
      instants = Arrays.copyOf(instants, 2 * size);
    }
    int hole = size;
    size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!before(event, parent)) {
        break;
      }
      put(heap[parent], hole);
      hole = parent;
    }
    put(event, hole);
  }

  /** Takes the next event; only when there is one. */
  Event poll() {
    Event next = heap[0];
    size--;
    Event last = heap[size];
    heap[size] = NONE;
    if (size > 0) {
      putFromTop(last);
    }
    return next;
  }

  private void putFromTop(Event event) {
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && instants[child + 1] <= instants[child]) {
        child = before(heap[child + 1], child) ? child + 1 : child;
      }
      if (before(event, child)) {
        break;
      }
      put(heap[child], hole);
      hole = child;
      child = 2 * hole + 1;
    }
    put(event, hole);
  }

  private boolean before(Event event, int place) {
    long instant = instants[place];
    return event.atNanos != instant ? event.atNanos < instant : event.before(heap[place]);
  }

  private void put(Event event, int place) {
    heap[place] = event;
    instants[place] = event.atNanos;
  }
}
