package dev.stator.storage.wal;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One call of a group's log on its way to the file. */
sealed interface LogOperation {
  FileGroupLog group();

  /** Bytes of all its records. */
  long bytes();

  /** Hard state and entries. The place is set once by the writer. */
  final class Append implements LogOperation {
    final FileGroupLog group;
    final @Nullable HardState hardState;
    final byte[] votedFor;
    final List<LogEntry> entries;

    /** Whether it took the place of entries that were there. */
    final boolean overwrites;

    final Executor callbackOn;
    final Runnable synced;
    final long bytes;

    /** Place of its first entry in the files; the others follow without a gap. */
    long place = EntryIndex.PENDING;

    Append(
        FileGroupLog group,
        @Nullable HardState hardState,
        byte[] votedFor,
        List<LogEntry> entries,
        boolean overwrites,
        Executor callbackOn,
        Runnable synced) {
      this.group = group;
      this.hardState = hardState;
      this.votedFor = votedFor;
      this.entries = entries;
      this.overwrites = overwrites;
      this.callbackOn = callbackOn;
      this.synced = synced;
      long sum = hardState == null ? 0 : RecordFormat1.recordBytes(votedFor.length);
      for (LogEntry entry : entries) {
        sum += RecordFormat1.recordBytes(entry.payload().length);
      }
      this.bytes = sum;
    }

    @Override
    public FileGroupLog group() {
      return group;
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }

  /** Entries up to an index are not needed. */
  record Trim(FileGroupLog group, long index, long term) implements LogOperation {
    @Override
    public long bytes() {
      return RecordFormat1.recordBytes(0);
    }
  }

  /** The log begins anew after an index. */
  record Reset(FileGroupLog group, long index, long term, Executor callbackOn, Runnable synced)
      implements LogOperation {
    @Override
    public long bytes() {
      return RecordFormat1.recordBytes(0);
    }
  }

  /** The group is forgotten. */
  record Drop(FileGroupLog group) implements LogOperation {
    @Override
    public long bytes() {
      return RecordFormat1.recordBytes(0);
    }
  }
}
