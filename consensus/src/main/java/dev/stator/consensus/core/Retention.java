package dev.stator.consensus.core;

import java.util.ArrayDeque;

/**
 * Finds up to which index a log must be trimmed so that at most so many bytes stay. Counts in
 * coarse steps, and nothing that was in the log before this process began.
 */
final class Retention {
  private static final long STEP_BYTES_MAX = 64 << 10;

  private final long bytesMax;
  private final long stepBytes;
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private long total;
  private long lastMarked;
  private long trimmedTotal;

  /** Keeps at most {@code bytesMax}, to within a sixteenth. */
  Retention(long bytesMax) {
    this.bytesMax = bytesMax;
    this.stepBytes = Math.max(1, Math.min(STEP_BYTES_MAX, bytesMax / 16));
  }

  void added(long index, long bytes) {
    total += bytes;
    if (total - lastMarked >= stepBytes) {
      marks.add(new Mark(index, total));
      lastMarked = total;
    }
  }

  void truncatedFrom(long index) {
    while (!marks.isEmpty() && marks.getLast().index >= index) {
      marks.removeLast();
    }
    // What came after the last mark left is not worth knowing exactly.
    total = marks.isEmpty() ? trimmedTotal : marks.getLast().total;
    lastMarked = total;
  }

  void trimmed(long throughIndex) {
    while (!marks.isEmpty() && marks.getFirst().index <= throughIndex) {
      trimmedTotal = marks.removeFirst().total;
    }
  }

  /** The lowest marked index after which at most the limit stays; 0 when all may stay. */
  long excessThrough() {
    if (marks.isEmpty() || total - marks.getFirst().total + stepBytes <= bytesMax) {
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
