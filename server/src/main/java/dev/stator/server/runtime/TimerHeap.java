package dev.stator.server.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one event loop by due time, in a binary heap. A timer knows its place, so a cancelled
 * one leaves at once: most timers are deadlines that never come. Used by the loop's thread only.
 */
final class TimerHeap {
  private LoopTimer[] heap = new LoopTimer[64];
  private int size;
  private long sequence;

  int size() {
    return size;
  }

  void add(LoopTimer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    timer.sequence = sequence++;
    size++;
    siftUp(timer, size - 1);
  }

  /** Removes the timer if it is here. */
  void remove(LoopTimer timer) {
    int place = timer.place;
    if (place < 0) {
      return;
    }
    timer.place = -1;
    size--;
    LoopTimer last = heap[size];
    clear(size);
    if (place == size) {
      return;
    }
    siftUp(last, place);
    siftDown(last, last.place);
  }

  /** The timer due first, or null. */
  @Nullable LoopTimer first() {
    return size == 0 ? null : heap[0];
  }

  @SuppressWarnings("NullAway") // A slot beyond the size holds nothing and is never read.
  private void clear(int slot) {
    heap[slot] = null;
  }

  private void siftUp(LoopTimer timer, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      if (!timer.before(heap[parent])) {
        break;
      }
      set(place, heap[parent]);
      place = parent;
    }
    set(place, timer);
  }

  private void siftDown(LoopTimer timer, int from) {
    int place = from;
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1].before(heap[child])) {
        child++;
      }
      if (!heap[child].before(timer)) {
        break;
      }
      set(place, heap[child]);
      place = child;
    }
    set(place, timer);
  }

  private void set(int place, LoopTimer timer) {
    heap[place] = timer;
    timer.place = place;
  }
}
