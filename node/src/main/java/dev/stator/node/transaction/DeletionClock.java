package dev.stator.node.transaction;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The highest timestamp of a deletion in a partition: what an item that is not there counts as
 * written at. Its row holds a bound that lies a little ahead, so that few deletions write it.
 */
public final class DeletionClock {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + Long.BYTES;
  private static final long AHEAD_MS = 1_000;

  private long highestMs;
  private long storedMs;

  /** A new leader begins with what the row says. */
  public void load(byte @Nullable [] row) {
    if (row != null && (row.length != BYTES || row[0] != VERSION)) {
      throw new IllegalStateException(
          "The clock of a partition cannot be read. It was written by a newer Stator, or this is a"
              + " bug.");
    }
    storedMs = row == null ? 0 : ByteBuffer.wrap(row).getLong(1);
    highestMs = storedMs;
  }

  public long highestMs() {
    return highestMs;
  }

  /**
   * What the row has to say, in the command of a deletion with this timestamp; null when it says
   * enough.
   */
  public byte @Nullable [] rowFor(long timestampMs) {
    return timestampMs <= storedMs
        ? null
        : ByteBuffer.allocate(BYTES).put(VERSION).putLong(timestampMs + AHEAD_MS).array();
  }

  /** Such a command is proposed, with what {@link #rowFor} gave for it. */
  public void deleted(long timestampMs) {
    highestMs = Math.max(highestMs, timestampMs);
    if (timestampMs > storedMs) {
      storedMs = timestampMs + AHEAD_MS;
    }
  }
}
