package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.engine.memory.MemoryEngine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that refuses on request, and that survives its machine as a store on disk would. */
final class FaultyEngine implements Engine {
  private static final long BYTES_MAX = 256L << 20;

  private MemoryEngine store = new MemoryEngine(BYTES_MAX);
  private final List<Batch> unflushed = new ArrayList<>();
  private boolean refusesWrites;
  private boolean refusesFlushes;

  void refuse(boolean writes, boolean flushes) {
    refusesWrites = writes;
    refusesFlushes = flushes;
  }

  /** The process has ended: what is left is some prefix of what was written since the flush. */
  void died(RandomSource random) {
    store = store.afterPowerLoss(false);
    int kept = random.nextInt(unflushed.size() + 1);
    unflushed.subList(kept, unflushed.size()).clear();
    unflushed.forEach(store::write);
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
      throw new EngineException("simulated refusal of a batch", null);
    }
    store.write(batch);
    unflushed.add(batch);
  }

  @Override
  public void flush() {
    if (refusesFlushes) {
      throw new EngineException("simulated refusal of a flush", null);
    }
    store.flush();
    unflushed.clear();
  }

  @Override
  public long unflushedBytes() {
    return store.unflushedBytes();
  }

  @Override
  public void close() {}
}
