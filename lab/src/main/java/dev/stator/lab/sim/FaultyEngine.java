package dev.stator.lab.sim;

import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.engine.memory.MemoryEngine;
import org.jspecify.annotations.Nullable;

/** A store that refuses on request, and that survives its machine as a store on disk would. */
final class FaultyEngine implements Engine {
  private static final long BYTES_MAX = 256L << 20;

  private MemoryEngine store = new MemoryEngine(BYTES_MAX);
  private boolean refusesWrites;
  private boolean refusesFlushes;
  private long refused;

  void refuse(boolean writes, boolean flushes) {
    refusesWrites = writes;
    refusesFlushes = flushes;
  }

  /** How many batches were refused. */
  long refused() {
    return refused;
  }

  /** The process has ended; what was not flushed may be lost. */
  void died(boolean unflushedToo) {
    store = store.afterPowerLoss(unflushedToo);
  }

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
    if (refusesWrites) {
      refused++;
      throw new EngineException("simulated refusal of a batch", null);
    }
    store.write(batch);
  }

  @Override
  public void flush() {
    if (refusesFlushes) {
      throw new EngineException("simulated refusal of a flush", null);
    }
    store.flush();
  }

  @Override
  public long unflushedBytes() {
    return store.unflushedBytes();
  }

  @Override
  public void close() {}
}
