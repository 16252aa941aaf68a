package dev.stator.consensus.core;

import dev.stator.storage.wal.LogEntry;
import java.util.List;

/** Reads entries that earlier effects appended. The core writes nothing itself. */
@FunctionalInterface
public interface LogReader {
  /**
   * Entries from {@code from} on, in order: at least one, then as many as fit into {@code bytesMax}
   * of payload.
   */
  List<LogEntry> read(long from, long bytesMax);
}
