package dev.stator.consensus.core;

import java.util.ArrayDeque;

/** Counts the bytes that a leader took in and that are not applied yet, by batch of proposals. */
final class InFlight {
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private long bytes;
  private long openBytes;

  boolean isEmpty() {
    return bytes == 0;
  }

  long bytes() {
    return bytes;
  }

  void add(long entryBytes) {
    bytes += entryBytes;
    openBytes += entryBytes;
  }

  /** The proposals so far, up to {@code lastIndex}, are appended together. */
  void closeBatch(long lastIndex) {
    if (openBytes > 0) {
      batches.add(new Batch(lastIndex, openBytes));
      openBytes = 0;
    }
  }

  void applied(long throughIndex) {
    Batch oldest = batches.peek();
    while (oldest != null && oldest.lastIndex <= throughIndex) {
      bytes -= oldest.bytes;
      batches.remove();
      oldest = batches.peek();
    }
  }

  private record Batch(long lastIndex, long bytes) {}
}
