package dev.stator.node;

import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.engine.memory.MemoryEngine;
import org.jspecify.annotations.Nullable;

/** A store in memory that refuses batches on request. */
final class RefusingEngine implements Engine {
  private final MemoryEngine store = new MemoryEngine(1 << 20);
  boolean refuses;

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(key);
  }

  @Override
  public Cursor scan(byte[] from, byte[] to, boolean reverse) {
    return store.scan(from, to, reverse);
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
