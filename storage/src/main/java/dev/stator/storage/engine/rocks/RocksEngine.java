package dev.stator.storage.engine.rocks;

import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * An engine over one RocksDB database. Every block is checked against its checksum when it is read;
 * damage in one file leaves rows in other files readable.
 *
 * <p>When flushes or compactions fall behind (too many files in level 0, memtables full), RocksDB
 * makes {@link #write} wait, at most until the backlog is worked off; it never refuses for that.
 * After a failure in the background writes fail, reads go on, and {@link #problem} says why.
 *
 * <p>Calls hold a shared lock and {@link #close} the exclusive one, so that it waits for calls
 * under way; open cursors are closed with the store, and say so when they are asked for more.
 */
public final class RocksEngine implements Engine {
  private final RocksNative store;
  private final StampedLock lock = new StampedLock();
  private final Set<RocksCursor> cursors = ConcurrentHashMap.newKeySet();
  private final AtomicLong writtenBytes = new AtomicLong();
  private final AtomicLong flushedBytes = new AtomicLong();

  /** The last failure to write or flush, until one of them succeeds. */
  private final AtomicReference<@Nullable EngineException> failure = new AtomicReference<>();

  /** Failures in the background that a later flush has made up for. */
  private final AtomicLong backgroundErrorsSettled = new AtomicLong();

  private boolean closed;

  private RocksEngine(RocksNative store) {
    this.store = store;
  }

  /** Loads the native library, as {@link #open} does when that was not done. Any thread. */
  public static void load() {
    RocksDB.loadLibrary();
  }

  /**
   * Opens the database of a folder, which is made if it is not there.
   *
   * @throws EngineException when it cannot be opened, with one sentence that says why
   */
  public static RocksEngine open(Path folder, RocksOptions options) {
    return new RocksEngine(new RocksNative(folder, options));
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    long stamp = enter();
    try {
      return store.db.get(store.reads, key);
    } catch (RocksDBException e) {
      throw RocksErrors.translate("reading a row", e);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public Cursor scan(byte[] from, byte[] to, boolean reverse) {
    long stamp = enter();
    try {
      RocksCursor cursor = new RocksCursor(store.db, from, to, reverse, cursors::remove);
      cursors.add(cursor);
      return cursor;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public void write(Batch batch) {
    long stamp = enter();
    try (WriteBatch changes = new WriteBatch()) {
      for (Batch.Change change : batch.changes()) {
        switch (change) {
          case Batch.Change.Put put -> changes.put(put.key(), put.value());
          case Batch.Change.Delete delete -> changes.delete(delete.key());
          case Batch.Change.DeleteRange range -> changes.deleteRange(range.from(), range.to());
        }
      }
      store.db.write(store.writes, changes);
      writtenBytes.addAndGet(batch.bytes());
      succeeded();
    } catch (RocksDBException e) {
      throw failed(RocksErrors.translate("writing rows", e));
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public void flush() {
    long stamp = enter();
    try {
      long before = writtenBytes.get();
      long errors = store.backgroundErrors();
      store.db.flush(store.flushes);
      backgroundErrorsSettled.set(errors);
      succeeded();
      flushedBytes.accumulateAndGet(before, Math::max);
    } catch (RocksDBException e) {
      throw failed(RocksErrors.translate("flushing rows to disk", e));
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public Run newRun() {
    long stamp = enter();
    try {
      return new RocksRun(store, this::ingest);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private void ingest(RocksRun run) {
    long stamp = enter();
    try {
      store.db.ingestExternalFile(List.of(run.finish().toString()), store.ingests);
      succeeded();
    } catch (RocksDBException e) {
      throw failed(RocksErrors.translate("taking in a file of rows", e));
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public long unflushedBytes() {
    return Math.max(0, writtenBytes.get() - flushedBytes.get());
  }

  /**
   * Why the store does not take writes or cannot flush, in one sentence, or null: then all is well.
   * RocksDB goes on by itself some seconds after a full disk has room again.
   */
  public @Nullable String problem() {
    EngineException last = failure.get();
    if (last != null) {
      return last.getMessage();
    }
    long stamp = enter();
    try {
      long errors = store.backgroundErrors() - backgroundErrorsSettled.get();
      return errors > 0
          ? "The store failed to flush or compact its files; its file LOG says why."
          : null;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Waits for calls under way, closes open cursors, flushes, and lets go of the folder. */
  @Override
  public void close() {
    long stamp = lock.writeLock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      for (RocksCursor cursor : Set.copyOf(cursors)) {
        cursor.storeCloses();
      }
      store.close();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  private void succeeded() {
    if (failure.get() != null) {
      failure.set(null);
    }
  }

  private EngineException failed(EngineException exception) {
    failure.set(exception);
    return exception;
  }

  private long enter() {
    long stamp = lock.readLock();
    if (closed) {
      lock.unlockRead(stamp);
      throw new EngineException("The store is closed.", null);
    }
    return stamp;
  }
}
