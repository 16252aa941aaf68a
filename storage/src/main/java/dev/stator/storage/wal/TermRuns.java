package dev.stator.storage.wal;

import java.util.Arrays;

/** The terms of a range of indexes, as runs: a leader proposes many entries in a row. */
final class TermRuns {
  private long[] starts = new long[2];
  private long[] terms = new long[2];
  private int count;

  void append(long index, long term) {
    if (count > 0 && terms[count - 1] == term) {
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      terms = Arrays.copyOf(terms, count * 2);
    }
    starts[count] = index;
    terms[count] = term;
    count++;
  }

  long at(long index) {
    for (int run = count - 1; run >= 0; run--) {
      if (starts[run] <= index) {
        return terms[run];
      }
    }
    throw new IllegalStateException("No term is known for index " + index + ".");
  }

  void removeFrom(long index) {
    while (count > 0 && starts[count - 1] >= index) {
      count--;
    }
  }

  /** Forgets the terms of indexes before {@code index}. */
  void removeBefore(long index) {
    int gone = 0;
    while (gone + 1 < count && starts[gone + 1] <= index) {
      gone++;
    }
    if (gone > 0) {
      System.arraycopy(starts, gone, starts, 0, count - gone);
      System.arraycopy(terms, gone, terms, 0, count - gone);
      count -= gone;
    }
  }

  void clear() {
    count = 0;
  }
}
