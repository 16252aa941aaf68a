package dev.stator.storage.wal;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Decides which written entries stay in memory: the newest of all groups, up to a limit in bytes.
 * Used by the writer alone.
 */
final class EntryCache {
  /** What an entry costs besides its payload, roughly. */
  private static final int ENTRY_OVERHEAD_BYTES = 64;

  private final long bytesMax;
  private final ArrayDeque<Run> runs = new ArrayDeque<>();
  private long bytes;

  EntryCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  void add(FileGroupLog group, List<LogEntry> entries) {
    long sum = 0;
    for (LogEntry entry : entries) {
      sum += entry.payload().length + ENTRY_OVERHEAD_BYTES;
    }
    runs.add(new Run(group, entries.getFirst().index(), entries.getLast().index(), sum));
    bytes += sum;
    while (bytes > bytesMax) {
      Run oldest = runs.remove();
      bytes -= oldest.bytes;
      oldest.group.evict(oldest.from, oldest.to);
    }
  }

  private record Run(FileGroupLog group, long from, long to, long bytes) {}
}
