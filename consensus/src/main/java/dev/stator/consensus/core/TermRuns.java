package dev.stator.consensus.core;

import dev.stator.base.Check;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * The term of every index of a log, as runs of equal terms: a log has far fewer terms than entries,
 * so this stays small and the log itself need not be asked.
 *
 * <p>Covers {@code firstIndex - 1} (what the log begins after) to {@code lastIndex}.
 */
public final class TermRuns {
  private long[] starts = new long[4];
  private long[] terms = new long[4];
  private int count;
  private long last;

  private TermRuns(long base, long baseTerm) {
    last = base - 1;
    add(base, baseTerm);
  }

  /**
   * Reads the terms of a log with few questions: terms never fall, so the end of each run is found
   * by halving.
   *
   * @param termAt the term at an index from {@code firstIndex - 1} to {@code lastIndex}
   */
  public static TermRuns of(long firstIndex, long lastIndex, LongUnaryOperator termAt) {
    long base = firstIndex - 1;
    TermRuns runs = new TermRuns(base, termAt.applyAsLong(base));
    long at = firstIndex;
    while (at <= lastIndex) {
      long term = termAt.applyAsLong(at);
      long low = at;
      long high = lastIndex;
      while (low < high) {
        long middle = low + (high - low + 1) / 2;
        if (termAt.applyAsLong(middle) == term) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      runs.add(at, term);
      runs.last = low;
      at = low + 1;
    }
    return runs;
  }

  long first() {
    return starts[0] + 1;
  }

  long last() {
    return last;
  }

  long lastTerm() {
    return terms[count - 1];
  }

  /** The term at an index from {@code first() - 1} to {@code last()}. */
  long term(long index) {
    Check.that(index >= starts[0] && index <= last, "no term known for this index");
    return terms[runOf(index)];
  }

  /** Adds the next index. */
  void add(long index, long term) {
    Check.that(index == last + 1, "a hole in the log");
    if (count > 0 && terms[count - 1] == term) {
      last = index;
      return;
    }
    Check.that(count == 0 || term > terms[count - 1], "terms fall along the log");
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      terms = Arrays.copyOf(terms, count * 2);
    }
    starts[count] = index;
    terms[count] = term;
    count++;
    last = index;
  }

  /** Forgets this index and all after it. */
  void truncateFrom(long index) {
    Check.that(index > starts[0] && index <= last, "truncation outside of the log");
    while (starts[count - 1] >= index) {
      count--;
    }
    last = index - 1;
  }

  /** Lets the log begin after this index. */
  void trim(long index) {
    Check.that(index >= starts[0] && index <= last, "trim outside of the log");
    int run = runOf(index);
    System.arraycopy(starts, run, starts, 0, count - run);
    System.arraycopy(terms, run, terms, 0, count - run);
    count -= run;
    starts[0] = index;
  }

  /**
   * The highest index up to {@code index} whose term is at most {@code term}; at least {@code
   * first() - 1}. Above it, no log with {@code term} at {@code index} agrees with this one.
   */
  long highestWithTermAtMost(long index, long term) {
    long at = Math.max(starts[0], Math.min(index, last));
    int run = runOf(at);
    if (terms[run] <= term) {
      return at;
    }
    while (run > 0 && terms[run] > term) {
      run--;
    }
    return terms[run] > term ? starts[0] : starts[run + 1] - 1;
  }

  private int runOf(long index) {
    if (index >= starts[count - 1]) {
      return count - 1;
    }
    int found = Arrays.binarySearch(starts, 0, count, index);
    return found >= 0 ? found : -found - 2;
  }
}
