package dev.stator.consensus.core;

import dev.stator.storage.wal.LogEntry;
import java.util.List;

/** Takes another member's entries into the log, after an index at which both logs agree. */
final class Merge {
  private final CoreState state;

  Merge(CoreState state) {
    this.state = state;
  }

  /** Adds what is new; where the terms differ, its own suffix goes first. */
  Result into(long prevIndex, List<LogEntry> entries) {
    int known = 0;
    while (known < entries.size()) {
      LogEntry entry = entries.get(known);
      if (entry.index() >= state.log.first() && !state.log.has(entry.index(), entry.term())) {
        break;
      }
      known++;
    }
    if (known == entries.size()) {
      return Result.NOTHING_NEW;
    }
    boolean replaces = prevIndex + known < state.log.last();
    if (replaces) {
      state.truncateFrom(prevIndex + known + 1);
    }
    for (LogEntry entry : entries.subList(known, entries.size())) {
      state.append(entry);
    }
    if (replaces) {
      return Result.REPLACED;
    }
    return known > 0 ? Result.ADDED_SOME : Result.ADDED_ALL;
  }

  /** What became of the entries. */
  enum Result {
    NOTHING_NEW,
    ADDED_SOME,
    ADDED_ALL,
    REPLACED
  }
}
