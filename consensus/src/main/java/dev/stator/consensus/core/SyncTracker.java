package dev.stator.consensus.core;

import dev.stator.base.Check;

/**
 * Which part of the log is durable. Appends are numbered by markers; each covers the log up to some
 * index, and maybe a hard state. A truncation takes back what was covered beyond it.
 */
final class SyncTracker {
  private long[] lastIndexes = new long[8];
  private int head;
  private int size;
  private long latestMarker;
  private long syncedMarker;
  private long hardStateMarker;
  private long syncedIndex;

  SyncTracker(long syncedIndex) {
    this.syncedIndex = syncedIndex;
  }

  /** Numbers a new append that brings the log to {@code lastIndex}. */
  long appended(long lastIndex, boolean withHardState) {
    if (size == lastIndexes.length) {
      grow();
    }
    lastIndexes[(head + size) & (lastIndexes.length - 1)] = lastIndex;
    size++;
    latestMarker++;
    if (withHardState) {
      hardStateMarker = latestMarker;
    }
    return latestMarker;
  }

  /** Learns that appends up to {@code marker} are durable. */
  void synced(long marker) {
    Check.that(marker > syncedMarker && marker <= latestMarker, "synced what was not appended");
    int done = (int) (marker - syncedMarker);
    int newest = (head + done - 1) & (lastIndexes.length - 1);
    syncedIndex = Math.max(syncedIndex, lastIndexes[newest]);
    head = (head + done) & (lastIndexes.length - 1);
    size -= done;
    syncedMarker = marker;
  }

  /** What was appended at {@code index} and after it does not count any more. */
  void truncatedFrom(long index) {
    syncedIndex = Math.min(syncedIndex, index - 1);
    for (int i = 0; i < size; i++) {
      int at = (head + i) & (lastIndexes.length - 1);
      lastIndexes[at] = Math.min(lastIndexes[at], index - 1);
    }
  }

  /** Nothing that was appended counts any more; numbers the reset that lets the log begin anew. */
  long reset(long index) {
    syncedIndex = 0;
    for (int i = 0; i < size; i++) {
      lastIndexes[(head + i) & (lastIndexes.length - 1)] = 0;
    }
    return appended(index, false);
  }

  long syncedIndex() {
    return syncedIndex;
  }

  long latestMarker() {
    return latestMarker;
  }

  boolean isSynced(long marker) {
    return marker <= syncedMarker;
  }

  /** True when the latest hard state is durable. */
  boolean hardStateSynced() {
    return hardStateMarker <= syncedMarker;
  }

  private void grow() {
    long[] larger = new long[lastIndexes.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = lastIndexes[(head + i) & (lastIndexes.length - 1)];
    }
    lastIndexes = larger;
    head = 0;
  }
}
