package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.consensus.EntryKind;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * A member's log as the core sees it: terms in memory, entries behind a {@link LogReader}, and at
 * the end those that this step (or proposals before it) added and that no effects have carried yet.
 */
final class LogView {
  private final LogReader reader;
  private TermRuns terms;
  private Retention retention;
  private final long retainedBytesMax;
  private List<LogEntry> unwritten = new ArrayList<>();

  LogView(TermRuns terms, LogReader reader, long retainedBytesMax) {
    this.retainedBytesMax = retainedBytesMax;
    this.retention = new Retention(retainedBytesMax);
    this.terms = terms;
    this.reader = reader;
  }

  long first() {
    return terms.first();
  }

  long last() {
    return terms.last();
  }

  long lastTerm() {
    return terms.lastTerm();
  }

  long term(long index) {
    return terms.term(index);
  }

  /** True when this log has an entry (or its beginning) with this index and term. */
  boolean has(long index, long term) {
    return index >= first() - 1 && index <= last() && terms.term(index) == term;
  }

  /** True when a log that ends with these is no better than this one. */
  boolean isAtLeast(long otherLastTerm, long otherLastIndex) {
    return lastTerm() > otherLastTerm || (lastTerm() == otherLastTerm && last() >= otherLastIndex);
  }

  long highestWithTermAtMost(long index, long term) {
    return terms.highestWithTermAtMost(index, term);
  }

  /** True when the entry there says who belongs to the group. */
  boolean isMembership(long index) {
    return index >= first()
        && index <= last()
        && read(index, 1).getFirst().kind() == EntryKind.MEMBERSHIP;
  }

  void append(LogEntry entry) {
    terms.add(entry.index(), entry.term());
    unwritten.add(entry);
    retention.added(entry.index(), entry.payload().length);
  }

  /** The effects of one step never both truncate and keep what an earlier call appended. */
  void truncateFrom(long index) {
    Check.that(unwritten.isEmpty(), "truncation over entries that were never written");
    terms.truncateFrom(index);
    retention.truncatedFrom(index);
  }

  void trim(long index) {
    terms.trim(index);
    retention.trimmed(index);
  }

  /** Empties the log; it goes on after this entry. */
  void reset(long index, long term) {
    Check.that(unwritten.isEmpty(), "a reset over entries that were never written");
    terms = TermRuns.of(index + 1, index, at -> term);
    retention = new Retention(retainedBytesMax);
  }

  /** Up to which index the log is more than may be retained; 0 when it is not. */
  long excessThrough() {
    return retention.excessThrough();
  }

  boolean hasUnwritten() {
    return !unwritten.isEmpty();
  }

  List<LogEntry> takeUnwritten() {
    List<LogEntry> taken = unwritten;
    unwritten = new ArrayList<>(Math.min(taken.size(), 256));
    return taken;
  }

  /** Entries from {@code from} on: at least one, then as many as fit into {@code bytesMax}. */
  List<LogEntry> read(long from, long bytesMax) {
    Check.that(from >= first() && from <= last(), "read outside of the log");
    long firstUnwritten = last() + 1 - unwritten.size();
    List<LogEntry> result = new ArrayList<>();
    long bytes = 0;
    long next = from;
    if (next < firstUnwritten) {
      for (LogEntry entry : reader.read(next, bytesMax)) {
        if (entry.index() >= firstUnwritten) {
          break;
        }
        Check.that(entry.index() == next, "the log reader skipped an entry");
        result.add(entry);
        bytes += entry.payload().length;
        next++;
      }
      Check.that(next > from, "the log reader found nothing");
    }
    while (next >= firstUnwritten && next <= last()) {
      LogEntry entry = unwritten.get((int) (next - firstUnwritten));
      bytes += entry.payload().length;
      if (bytes > bytesMax && !result.isEmpty()) {
        break;
      }
      result.add(entry);
      next++;
    }
    return result;
  }
}
