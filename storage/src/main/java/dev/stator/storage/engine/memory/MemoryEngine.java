package dev.stator.storage.engine.memory;

import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine in memory. Reads take the present root and no lock; writes take turns. Near its limit
 * it has no room for new rows ({@link #hasRoom}); at its limit it refuses batches that would make
 * it larger, with an {@link EngineException}.
 *
 * <p>{@link #flush} makes nothing durable, but remembers the state, for {@link #afterPowerLoss}.
 */
public final class MemoryEngine implements Engine {
  /** One part in so many is kept for what is committed already, and for deletions. */
  private static final int RESERVED = 8;

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
  public boolean hasRoom() {
    return open().bytes() <= bytesMax - bytesMax / RESERVED;
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
      checkRoom(before, next);
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

  private void checkRoom(Tree before, Tree next) {
    if (next.bytes() > bytesMax && next.bytes() > before.bytes()) {
      throw new EngineException(
          "The in-memory store is full ("
              + before.bytes()
              + " of "
              + bytesMax
              + " bytes): delete a table, start with a larger --heap, or without --in-memory.",
          null);
    }
  }

  @Override
  public Run newRun() {
    open();
    return new MemoryRun(this::ingest);
  }

  /** As a store on disk does: it flushes first what touches the same range. */
  private void ingest(List<MemoryRun.Row> rows) {
    synchronized (writeLock) {
      Tree before = open();
      Tree next = with(before, rows);
      checkRoom(before, next);
      if (differ(before, flushed, rows)) {
        flush();
      }
      flushed = with(flushed, rows);
      tree = next;
    }
  }

  private static Tree with(Tree tree, List<MemoryRun.Row> rows) {
    Tree next = tree;
    for (MemoryRun.Row row : rows) {
      next = next.put(row.key(), row.value());
    }
    return next;
  }

  /** Whether two trees differ anywhere between the first and the last of the rows. */
  private static boolean differ(Tree one, Tree other, List<MemoryRun.Row> rows) {
    byte[] from = rows.getFirst().key();
    byte[] last = rows.getLast().key();
    byte[] to = Arrays.copyOf(last, last.length + 1);
    try (TreeCursor left = new TreeCursor(one, from, to, false);
        TreeCursor right = new TreeCursor(other, from, to, false)) {
      boolean more = left.next();
      while (more == right.next()) {
        if (!more) {
          return false;
        }
        if (!Arrays.equals(left.key(), right.key())
            || !Arrays.equals(left.value(), right.value())) {
          return true;
        }
        more = left.next();
      }
    }
    return true;
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
