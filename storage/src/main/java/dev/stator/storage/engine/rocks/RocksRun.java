package dev.stator.storage.engine.rocks;

import dev.stator.base.Check;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileWriter;

/**
 * A table file outside of the database, which takes it in when it is whole. Its native writer has a
 * copy of the database's options and may outlive the database; to finish it needs it open.
 */
final class RocksRun implements Engine.Run {
  private final RocksNative store;
  private final Consumer<RocksRun> ingest;
  private final Path file;
  private final SstFileWriter writer;
  private byte @Nullable [] lastKey;
  private long bytes;
  private boolean ended;
  private boolean closed;

  /**
   * @param ingest finishes the file and takes it into the database
   */
  RocksRun(RocksNative store, Consumer<RocksRun> ingest) {
    this.store = store;
    this.ingest = ingest;
    this.file = store.newRunFile();
    this.writer = new SstFileWriter(store.files, store.options);
    try {
      writer.open(file.toString());
    } catch (RocksDBException e) {
      close();
      throw RocksErrors.translate("making a file of rows", e);
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    Check.that(!ended, "a run that has ended takes no more rows");
    byte[] last = lastKey;
    Check.that(
        last == null || Arrays.compareUnsigned(last, key) < 0, "rows of a run come in order");
    try {
      writer.put(key, value);
    } catch (RocksDBException e) {
      throw RocksErrors.translate("writing a file of rows", e);
    }
    lastKey = key;
    bytes += key.length + value.length;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void ingest() {
    Check.that(!ended, "a run is ingested once");
    ended = true;
    if (lastKey == null) {
      return;
    }
    ingest.accept(this);
  }

  /**
   * Makes the file whole, and checks every block of it: what the disk damaged must not come in as
   * sound. Only while the database is open.
   */
  Path finish() throws RocksDBException {
    writer.finish();
    try (SstFileReader reader = new SstFileReader(store.options)) {
      reader.open(file.toString());
      reader.verifyChecksum();
    }
    return file;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ended = true;
    writer.close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new EngineException("A file of rows cannot be removed: " + e.getMessage(), e);
    }
  }
}
