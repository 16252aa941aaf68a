package dev.stator.storage.wal;

import dev.stator.base.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Reads entries that are not cached from their segments and checks them. Safe for any thread. */
final class EntryReader {
  /** Neighbouring records are read together up to this many bytes. */
  private static final int RUN_BYTES_MAX = 256 << 10;

  private final NavigableMap<Integer, Segment> segments;

  EntryReader(NavigableMap<Integer, Segment> segments) {
    this.segments = segments;
  }

  /** The number of the segment that is written to; 0 when there is none. */
  int newestSegment() {
    var newest = segments.lastEntry();
    return newest == null ? 0 : newest.getKey();
  }

  List<LogEntry> read(long group, long from, Plan plan) {
    int i = 0;
    while (i < plan.count) {
      if (plan.entries[i] != null) {
        i++;
        continue;
      }
      int end = runEnd(plan, i);
      readRun(group, from, plan, i, end);
      i = end;
    }
    return plan.result();
  }

  /** The end of the run of records that lie one after the other in one segment. */
  private static int runEnd(Plan plan, int start) {
    long next = plan.places[start];
    int i = start;
    while (i < plan.count && plan.entries[i] == null && plan.places[i] == next) {
      next += RecordFormat1.recordBytes(plan.payloadBytes[i]);
      i++;
      if (next - plan.places[start] > RUN_BYTES_MAX) {
        break;
      }
    }
    return i;
  }

  private void readRun(long group, long from, Plan plan, int start, int end) {
    long place = plan.places[start];
    int last = end - 1;
    int bytes =
        (int) (plan.places[last] - place) + RecordFormat1.recordBytes(plan.payloadBytes[last]);
    Segment segment = segments.get(EntryIndex.segment(place));
    if (segment == null) {
      throw new IllegalStateException("A segment went while group " + group + " needed it.");
    }
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    try {
      segment.file.read(buffer, EntryIndex.offset(place));
    } catch (IOException e) {
      throw new UncheckedIOException("The log file " + segment.path + " cannot be read.", e);
    }
    buffer.flip();
    RecordFormat1 format = new RecordFormat1();
    for (int i = start; i < end; i++) {
      int at = (int) (plan.places[i] - place);
      if (!format.valid(buffer, segment.seed(), at)
          || RecordFormat1.type(buffer, at) != RecordFormat1.ENTRY
          || RecordFormat1.group(buffer, at) != group
          || RecordFormat1.index(buffer, at) != from + i) {
        throw new DamagedLogException(
            "The log is damaged: "
                + segment.path
                + " at byte "
                + EntryIndex.offset(plan.places[i])
                + " does not match its checksum (group "
                + group
                + ", index "
                + (from + i)
                + ").");
      }
      plan.entries[i] =
          new LogEntry(
              from + i,
              RecordFormat1.term(buffer, at),
              RecordFormat1.kind(buffer, at),
              RecordFormat1.payload(buffer, at));
    }
  }

  /** What one read consists of: cached entries, and places of the others. */
  static final class Plan {
    private static final int ENTRIES_MAX = 16_384;

    private @Nullable LogEntry[] entries = new LogEntry[16];
    private long[] places = new long[16];
    private int[] payloadBytes = new int[16];
    private int count;

    boolean hasRoom() {
      return count < ENTRIES_MAX;
    }

    void add(@Nullable LogEntry entry, long place, int bytes) {
      Check.that(entry != null || place != EntryIndex.PENDING, "an entry is in memory or on disk");
      if (count == places.length) {
        entries = Arrays.copyOf(entries, count * 2);
        places = Arrays.copyOf(places, count * 2);
        payloadBytes = Arrays.copyOf(payloadBytes, count * 2);
      }
      entries[count] = entry;
      places[count] = place;
      payloadBytes[count] = bytes;
      count++;
    }

    private List<LogEntry> result() {
      List<LogEntry> result = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        LogEntry entry = entries[i];
        Check.that(entry != null, "every entry was found");
        if (entry != null) {
          result.add(entry);
        }
      }
      return result;
    }
  }
}
