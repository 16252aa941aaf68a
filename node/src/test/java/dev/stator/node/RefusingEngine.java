package dev.stator.node;

import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.DamagedDataException;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.engine.memory.MemoryEngine;
import org.jspecify.annotations.Nullable;

/** A store in memory that refuses batches on request. */
final class RefusingEngine implements Engine {
  private final MemoryEngine store = new MemoryEngine(16 << 20);
  boolean refuses;
  boolean nearlyFull;

  /** How often it was flushed. */
  int flushes;

  /** Whether every scan meets a damaged block. */
  boolean damaged;

  /** Runs once, after the next read of a row. */
  private @Nullable Runnable after;

  void afterNextGet(Runnable task) {
    after = task;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    byte[] row = store.get(key);
    Runnable task = after;
    if (task != null) {
      after = null;
      task.run();
    }
    return row;
  }

  @Override
  public Cursor scan(byte[] from, byte[] to, boolean reverse) {
    if (damaged) {
      throw new DamagedDataException("Stored data is damaged", null);
    }
    return store.scan(from, to, reverse);
  }

  @Override
  public boolean hasRoom() {
    return !nearlyFull;
  }

  @Override
  public void write(Batch batch) {
    if (refuses) {
      throw new EngineException("refused", null);
    }
    store.write(batch);
  }

  @Override
  public void flush() {
    flushes++;
    store.flush();
  }

  @Override
  public Run newRun() {
    return store.newRun();
  }

  @Override
  public long unflushedBytes() {
    return store.unflushedBytes();
  }

  @Override
  public void close() {
    store.close();
  }
}
