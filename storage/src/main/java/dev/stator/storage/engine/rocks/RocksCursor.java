package dev.stator.storage.engine.rocks;

import dev.stator.base.Check;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A native iterator within bounds. Its monitor stands between its user and a store that closes
 * meanwhile; no one else takes it.
 */
final class RocksCursor implements Engine.Cursor {
  private final boolean reverse;
  private final Consumer<RocksCursor> closing;
  private final Slice lower;
  private final Slice upper;
  private final ReadOptions options;
  private final RocksIterator iterator;
  private boolean started;
  private boolean positioned;
  private boolean open = true;
  private boolean storeClosed;

  RocksCursor(RocksDB db, byte[] from, byte[] to, boolean reverse, Consumer<RocksCursor> closing) {
    this.reverse = reverse;
    this.closing = closing;
    // RocksDB wants ordered bounds; an empty range has both at its beginning.
    boolean empty = Arrays.compareUnsigned(from, to) >= 0;
    this.lower = new Slice(from);
    this.upper = new Slice(empty ? from : to);
    this.options =
        new ReadOptions()
            .setVerifyChecksums(true)
            .setIterateLowerBound(lower)
            .setIterateUpperBound(upper);
    this.iterator = db.newIterator(options);
  }

  @Override
  public synchronized boolean next() {
    usable();
    if (!started) {
      started = true;
      if (reverse) {
        iterator.seekToLast();
      } else {
        iterator.seekToFirst();
      }
    } else if (positioned) {
      if (reverse) {
        iterator.prev();
      } else {
        iterator.next();
      }
    }
    positioned = iterator.isValid();
    if (!positioned) {
      status();
    }
    return positioned;
  }

  @Override
  public synchronized byte[] key() {
    usable();
    Check.that(positioned, "a cursor has a row after next() said so");
    return iterator.key();
  }

  @Override
  public synchronized byte[] value() {
    usable();
    Check.that(positioned, "a cursor has a row after next() said so");
    return iterator.value();
  }

  @Override
  public synchronized void close() {
    release();
  }

  /** The store waits for the user's call under way, then takes the iterator away. */
  synchronized void storeCloses() {
    storeClosed = true;
    release();
  }

  private void release() {
    if (open) {
      open = false;
      closing.accept(this);
      iterator.close();
      options.close();
      lower.close();
      upper.close();
    }
  }

  private void usable() {
    if (!open) {
      throw new EngineException(
          storeClosed ? "The store is closed." : "The cursor is closed.", null);
    }
  }

  /** An iterator that ends may have met an error instead of the end. */
  private void status() {
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksErrors.translate("reading a range of rows", e);
    }
  }
}
