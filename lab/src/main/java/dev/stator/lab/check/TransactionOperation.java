package dev.stator.lab.check;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One operation on several items, as its client saw it. Each write gives all items that it writes
 * one new version: the operation's own id.
 *
 * @param id more than 0, given out once
 * @param seen the version of each item that it read, replaced or depended on; 0 for the first
 * @param written the items that it wrote; it has seen the version that it replaced
 * @param invokedNanos when it was sent
 * @param returnedNanos when the answer came; without meaning when the outcome is unknown
 */
public record TransactionOperation(
    long id,
    Map<String, Long> seen,
    SortedSet<String> written,
    long invokedNanos,
    long returnedNanos,
    Outcome outcome) {
  public TransactionOperation {
    seen = Collections.unmodifiableMap(new TreeMap<>(seen));
    written = Collections.unmodifiableSortedSet(new TreeSet<>(written));
  }

  /** How it ended. */
  public enum Outcome {
    /** All of it took effect. */
    DONE,
    /** All of it took effect or none of it, or will yet. */
    UNKNOWN,
    /** None of it took effect, nor will. */
    NOTHING
  }
}
