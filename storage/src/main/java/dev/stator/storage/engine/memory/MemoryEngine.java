package dev.stator.storage.engine.memory;

import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * An engine in memory. Reads take the present root and no lock; writes take turns. At its limit it
 * refuses batches that would make it larger, with an {@link EngineException}.
 *
 * <p>{@link #flush} makes nothing durable, but remembers the state, for {@link #afterPowerLoss}.
 */
public final class MemoryEngine implements Engine {
  private final long bytesMax;
  private final Object writeLock = new Object();
  private volatile Tree tree;
  private volatile boolean closed;

  // Guarded by writeLock; the count is also read without it.
  private Tree flushed;
  private volatile long unflushedBytes;

  /**
   * @param bytesMax limit for keys, values and 48 bytes a row; open cursors may hold older states
   *     of changed rows besides
   */
  public MemoryEngine(long bytesMax) {
    this(bytesMax, Tree.EMPTY);
  }

  private MemoryEngine(long bytesMax, Tree start) {
    this.bytesMax = bytesMax;
    this.tree = start;
    this.flushed = start;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return open().get(key);
  }

  @Override
  public Cursor scan(byte[] from, byte[] to, boolean reverse) {
    return new TreeCursor(open(), from, to, reverse);
  }

  @Override
  public void write(Batch batch) {
    synchronized (writeLock) {
      Tree before = open();
      Tree next = before;
      for (Batch.Change change : batch.changes()) {
        next =
            switch (change) {
              case Batch.Change.Put put -> next.put(put.key(), put.value());
              case Batch.Change.Delete delete -> next.delete(delete.key());
              case Batch.Change.DeleteRange range -> next.deleteRange(range.from(), range.to());
            };
      }
      if (next.bytes() > bytesMax && next.bytes() > before.bytes()) {
        throw new EngineException(
            "The in-memory store is full ("
                + before.bytes()
                + " of "
                + bytesMax
                + " bytes): delete items, raise its memory limit, or start without --in-memory.",
            null);
      }
      tree = next;
      unflushedBytes += batch.bytes();
    }
  }

  @Override
  public void flush() {
    synchronized (writeLock) {
      flushed = open();
      unflushedBytes = 0;
    }
  }

  @Override
  public long unflushedBytes() {
    return unflushedBytes;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Bytes of all rows now, overhead included. */
  public long bytes() {
    return tree.bytes();
  }

  /**
   * The engine that a simulated machine finds when it boots again; this one is closed.
   *
   * @param unflushedToo whether what was written after the last flush happens to be there
   */
  public MemoryEngine afterPowerLoss(boolean unflushedToo) {
    synchronized (writeLock) {
      closed = true;
      return new MemoryEngine(bytesMax, unflushedToo ? tree : flushed);
    }
  }

  private Tree open() {
    if (closed) {
      throw new EngineException("The store is closed.", null);
    }
    return tree;
  }
}
