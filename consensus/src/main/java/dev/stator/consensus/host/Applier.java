package dev.stator.consensus.host;

import dev.stator.base.Check;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.StateMachine;
import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** Gives committed entries to the state machine, in bounded pieces. */
final class Applier {
  private final StateMachine machine;
  private final GroupLog log;
  private final long bytesMax;
  private long applied;
  private long allowed;
  private boolean busy;

  Applier(StateMachine machine, GroupLog log, long applied, long bytesMax) {
    this.machine = machine;
    this.log = log;
    this.bytesMax = bytesMax;
    this.applied = applied;
    this.allowed = applied;
  }

  /** Allows entries up to an index; true when a call of {@link #applySome} must be queued. */
  boolean allow(long throughIndex) {
    Check.that(throughIndex > allowed, "what may be applied went back");
    allowed = throughIndex;
    boolean idle = !busy;
    busy = true;
    return idle;
  }

  /** Up to where entries are given, now or later. */
  long allowed() {
    return allowed;
  }

  /** Nothing is applied any more: the store is about to be replaced. */
  void stop() {
    allowed = applied;
  }

  /** The store will hold everything up to here in another way. */
  void restartAt(long index) {
    applied = index;
    allowed = index;
  }

  /** What was queued finds nothing to do. */
  void idle() {
    busy = false;
  }

  /** Applies one piece; answers the index up to which all is applied. */
  long applySome() {
    Check.that(allowed > applied, "nothing to apply");
    List<LogEntry> entries = log.read(applied + 1, bytesMax);
    Check.that(!entries.isEmpty(), "a committed entry is not in the log");
    if (entries.getLast().index() > allowed) {
      entries = entries.subList(0, (int) (allowed - applied));
    }
    Check.that(entries.getFirst().index() == applied + 1, "the log skipped an entry");
    long through = entries.getLast().index();
    machine.apply(forMachine(entries), through);
    applied = through;
    busy = hasMore();
    return through;
  }

  boolean hasMore() {
    return allowed > applied;
  }

  private static List<LogEntry> forMachine(List<LogEntry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).kind() != EntryKind.COMMAND) {
        return withoutOthers(entries);
      }
    }
    return entries;
  }

  private static List<LogEntry> withoutOthers(List<LogEntry> entries) {
    List<LogEntry> chosen = new ArrayList<>(entries.size());
    for (LogEntry entry : entries) {
      switch (entry.kind()) {
        case EntryKind.COMMAND, EntryKind.MEMBERSHIP -> chosen.add(entry);
        case EntryKind.NOOP -> {}
        default ->
            throw new GroupUnusableException(
                "Entry " + entry.index() + " is of kind " + entry.kind() + ", of a later version");
      }
    }
    return chosen;
  }
}
