package dev.stator.storage.engine;

import org.jspecify.annotations.Nullable;

/**
 * An ordered map from bytes to bytes; keys compare as unsigned bytes. Reads may come from any
 * thread; writes come from any thread and are atomic per batch.
 *
 * <p>Writes are visible at once and durable only after {@link #flush}: the shared log holds what is
 * not flushed yet. After a power loss the store is as it was after some prefix of the batches, no
 * shorter than the last flush, and with every {@link Run} that was ingested.
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

  /**
   * Whether new rows are welcome. When not, what room is left is for what is committed and not
   * written yet, and for what makes room.
   */
  default boolean hasRoom() {
    return true;
  }

  /** Applies the whole batch or nothing. The batch is not changed afterwards. */
  void write(Batch batch);

  /** Returns when everything written before the call is durable. Blocks. */
  void flush();

  /**
   * Begins a run: rows that go into the store in one piece and beside the batches, so that many of
   * them cost little. Closed by the caller.
   */
  Run newRun();

  /** Bytes written since the last flush began, roughly: what a restart replays from the log. */
  long unflushedBytes();

  @Override
  void close();

  /**
   * Rows in ascending order that are not in the store yet. Not safe for several threads. Its calls
   * may block on the disk.
   */
  interface Run extends AutoCloseable {
    /** Adds a row; its key comes after that of every row before it. */
    void put(byte[] key, byte[] value);

    /** Bytes of all keys and values so far. */
    long bytes();

    /**
     * Puts the rows into the store, where they replace rows of the same keys; once only. When it
     * returns they are visible and durable, all of them, and after a crash in between all or none
     * are there. Batches written before may still be lost by a crash, but for those that touch
     * anything between the run's first and last key: they are durable as well. So whoever needs an
     * order between a batch and a run flushes in between. A run without rows does nothing.
     */
    void ingest();

    /** Lets go of what the run holds; rows that were not ingested are gone. */
    @Override
    void close();
  }

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
