package dev.stator.storage.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A group as the records say, replayed from the oldest segment on. */
final class RecoveredGroup {
  private final EntryIndex entries = new EntryIndex();
  private final TermRuns terms = new TermRuns();
  private HardState hardState = HardState.INITIAL;
  private long baseIndex;
  private long baseTerm;

  HardState hardState() {
    return hardState;
  }

  long baseIndex() {
    return baseIndex;
  }

  long baseTerm() {
    return baseTerm;
  }

  EntryIndex entries() {
    return entries;
  }

  TermRuns terms() {
    return terms;
  }

  /**
   * Whether there is no hole before the first entry. There may be one on the way: entries of a
   * deleted segment, whose trim comes later in the log.
   */
  boolean whole() {
    return entries.isEmpty() || entries.first() == baseIndex + 1;
  }

  /** Applies a record; false when it cannot follow what was applied before. */
  boolean apply(ByteBuffer in, int at, int segment, long offset) {
    long index = RecordFormat1.index(in, at);
    long term = RecordFormat1.term(in, at);
    switch (RecordFormat1.type(in, at)) {
      case RecordFormat1.ENTRY -> {
        int bytes = RecordFormat1.length(in, at) - RecordFormat1.HEADER_BYTES;
        return entry(index, term, EntryIndex.place(segment, offset), bytes);
      }
      case RecordFormat1.HARD_STATE -> {
        String votedFor = new String(RecordFormat1.payload(in, at), StandardCharsets.UTF_8);
        hardState = new HardState(term, votedFor, index);
      }
      case RecordFormat1.TRIM -> trim(index, term);
      case RecordFormat1.RESET -> clear(index, term);
      case RecordFormat1.DROP -> {
        clear(0, 0);
        hardState = HardState.INITIAL;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean entry(long index, long term, long place, int bytes) {
    if (index <= baseIndex) {
      return false;
    }
    if (!entries.isEmpty() && index <= entries.last()) {
      entries.removeFrom(index);
      terms.removeFrom(index);
    }
    if (entries.isEmpty()) {
      entries.restart(index);
    } else if (index != entries.last() + 1) {
      return false;
    }
    entries.append(index, null, place, bytes);
    terms.append(index, term);
    return true;
  }

  private void trim(long index, long term) {
    if (index <= baseIndex) {
      return; // Every segment begins with the trims of the ones before.
    }
    entries.removeTo(index);
    if (entries.isEmpty()) {
      clear(index, term);
    } else {
      terms.removeBefore(index + 1);
      baseIndex = index;
      baseTerm = term;
    }
  }

  private void clear(long index, long term) {
    entries.restart(index + 1);
    terms.clear();
    baseIndex = index;
    baseTerm = term;
  }
}
