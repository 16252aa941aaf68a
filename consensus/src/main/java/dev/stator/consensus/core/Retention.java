package dev.stator.consensus.core;

import java.util.ArrayDeque;

/**
 * Finds up to which index a log must be trimmed so that at most so many bytes stay. Counts in
 * coarse steps, and nothing that was in the log before this process began.
 */
final class Retention {
  private static final long STEP_BYTES = 64 << 10;

  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private long total;
  private long lastMarked;

  void added(long index, long bytes) {
    total += bytes;
    if (total - lastMarked >= STEP_BYTES) {
      marks.add(new Mark(index, total));
      lastMarked = total;
    }
  }

  void truncatedFrom(long index) {
    while (!marks.isEmpty() && marks.getLast().index >= index) {
      marks.removeLast();
    }
    lastMarked = marks.isEmpty() ? 0 : marks.getLast().total;
  }

  void trimmed(long throughIndex) {
    while (!marks.isEmpty() && marks.getFirst().index <= throughIndex) {
      marks.removeFirst();
    }
  }

  /** The lowest marked index after which at most {@code bytesMax} stay; 0 when all may stay. */
  long excessThrough(long bytesMax) {
    if (marks.isEmpty() || total - marks.getFirst().total + STEP_BYTES <= bytesMax) {
      return 0;
    }
    for (Mark mark : marks) {
      if (total - mark.total <= bytesMax) {
        return mark.index;
      }
    }
    return marks.getLast().index;
  }

  private record Mark(long index, long total) {}
}
