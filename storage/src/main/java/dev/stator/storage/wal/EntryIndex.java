package dev.stator.storage.wal;

import dev.stator.base.Check;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a group's entries are: a ring with one slot an index, 20 bytes each. A slot holds the
 * entry's place in the files once it is written, and the entry itself while it is cached; never
 * neither. Guarded by its group.
 */
final class EntryIndex {
  /** The place of an entry that is not written yet. */
  static final long PENDING = -1;

  private static final int SLOTS_MIN = 8;

  private long first = 1;
  private int count;
  private int head;
  private long[] places = {};
  private int[] payloadBytes = {};
  private @Nullable LogEntry[] entries = {};

  static long place(int segment, long offset) {
    return ((long) segment << 32) | offset;
  }

  static int segment(long place) {
    return (int) (place >>> 32);
  }

  static long offset(long place) {
    return place & 0xffff_ffffL;
  }

  /** The oldest index that has a slot; {@code last() + 1} when there is none. */
  long first() {
    return first;
  }

  long last() {
    return first + count - 1;
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean contains(long index) {
    return index >= first && index < first + count;
  }

  long place(long index) {
    return places[slot(index)];
  }

  int payloadBytes(long index) {
    return payloadBytes[slot(index)];
  }

  @Nullable LogEntry cached(long index) {
    return entries[slot(index)];
  }

  void append(long index, @Nullable LogEntry entry, long place, int bytes) {
    Check.that(index == first + count, "an entry follows the one before it");
    if (count == places.length) {
      resize(Math.max(SLOTS_MIN, count * 2));
    }
    count++;
    int slot = slot(index);
    places[slot] = place;
    payloadBytes[slot] = bytes;
    entries[slot] = entry;
  }

  /** Remembers where {@code entry} was written, unless another one has taken its index since. */
  @SuppressWarnings("ReferenceEquality") // An equal entry of a later call lies elsewhere.
  void written(LogEntry entry, long place) {
    if (contains(entry.index()) && entries[slot(entry.index())] == entry) {
      places[slot(entry.index())] = place;
    }
  }

  /** Lets go of cached entries of a range that can be read from the files. */
  void evict(long from, long to) {
    for (long index = Math.max(from, first); index <= Math.min(to, last()); index++) {
      int slot = slot(index);
      if (places[slot] != PENDING) {
        entries[slot] = null;
      }
    }
  }

  void removeFrom(long index) {
    while (count > 0 && last() >= index) {
      entries[slot(last())] = null;
      count--;
    }
    shrink();
  }

  void removeTo(long index) {
    while (count > 0 && first <= index) {
      entries[head] = null;
      head = (head + 1) & (places.length - 1);
      first++;
      count--;
    }
    shrink();
  }

  /** Empties the ring; the next entry has this index. */
  void restart(long next) {
    Arrays.fill(entries, null);
    count = 0;
    head = 0;
    first = next;
    shrink();
  }

  private int slot(long index) {
    return (head + (int) (index - first)) & (places.length - 1);
  }

  private void shrink() {
    if (places.length > SLOTS_MIN && count < places.length / 4) {
      resize(Math.max(SLOTS_MIN, places.length / 2));
    }
  }

  private void resize(int slots) {
    long[] newPlaces = new long[slots];
    int[] newBytes = new int[slots];
    @Nullable LogEntry[] newEntries = new LogEntry[slots];
    for (int i = 0; i < count; i++) {
      int from = (head + i) & (places.length - 1);
      newPlaces[i] = places[from];
      newBytes[i] = payloadBytes[from];
      newEntries[i] = entries[from];
    }
    places = newPlaces;
    payloadBytes = newBytes;
    entries = newEntries;
    head = 0;
  }
}
