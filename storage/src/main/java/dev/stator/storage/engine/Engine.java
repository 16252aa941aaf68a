package dev.stator.storage.engine;

import org.jspecify.annotations.Nullable;

/**
 * An ordered map from bytes to bytes; keys compare as unsigned bytes. Reads may come from any
 * thread; writes come from any thread and are atomic per batch.
 *
 * <p>Writes are visible at once and durable only after {@link #flush}: the shared log holds what is
 * not flushed yet. After a power loss the store is as it was after some prefix of the batches, no
 * shorter than the last flush.
 *
 * <p>Every method throws {@link EngineException} when the store cannot do its work, and {@link
 * DamagedDataException} when a checksum does not match what was read.
 */
public interface Engine extends AutoCloseable {
  byte @Nullable [] get(byte[] key);

  /**
   * Rows with {@code from <= key < to} as of now, in ascending order, or in descending order when
   * {@code reverse}. Positioned before the first row. The caller closes it soon: it pins memory.
   */
  Cursor scan(byte[] from, byte[] to, boolean reverse);

  /** Applies the whole batch or nothing. The batch is not changed afterwards. */
  void write(Batch batch);

  /** Returns when everything written before the call is durable. Blocks. */
  void flush();

  /** Bytes written since the last flush began, roughly: what a restart replays from the log. */
  long unflushedBytes();

  @Override
  void close();

  /** Walks over rows of one consistent view. Not safe for several threads. */
  interface Cursor extends AutoCloseable {
    /** Moves to the next row; false when there is none. */
    boolean next();

    byte[] key();

    byte[] value();

    @Override
    void close();
  }
}
