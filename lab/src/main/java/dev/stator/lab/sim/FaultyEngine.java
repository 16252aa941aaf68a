package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.engine.memory.MemoryEngine;
import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * The process has ended: what is left is some prefix of what was written since the flush, as far
   * as a background flush got. What a store comes back with was on its disk, and is there for good.
   */
  void died(RandomSource random) {
    store = store.afterPowerLoss(false);
    int kept = random.nextInt(unflushed.size() + 1);
    unflushed.subList(0, kept).forEach(store::write);
    store.flush();
    unflushed.clear();
  }

  /** All of it is gone, as when the disk is another one. */
  void wiped() {
    store = new MemoryEngine(BYTES_MAX);
    unflushed.clear();
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
  public Run newRun() {
    return new FaultyRun(store.newRun());
  }

  @Override
  public long unflushedBytes() {
    return store.unflushedBytes();
  }

  @Override
  public void close() {}

  /** A store on disk flushes first what touches the range of a run that it takes in. */
  private final class FaultyRun implements Run {
    private final Run run;
    private byte @Nullable [] first;
    private byte[] last = {};

    FaultyRun(Run run) {
      this.run = run;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      run.put(key, value);
      last = key;
      if (first == null) {
        first = key;
      }
    }

    @Override
    public long bytes() {
      return run.bytes();
    }

    @Override
    public void ingest() {
      if (refusesWrites) {
        throw new EngineException("simulated refusal of a run", null);
      }
      if (unflushed.stream().flatMap(batch -> batch.changes().stream()).anyMatch(this::touches)) {
        FaultyEngine.this.flush();
      }
      run.ingest();
    }

    private boolean touches(Batch.Change change) {
      return switch (change) {
        case Batch.Change.Put put -> reaches(put.key(), put.key());
        case Batch.Change.Delete delete -> reaches(delete.key(), delete.key());
        case Batch.Change.DeleteRange range -> reaches(range.from(), range.to());
      };
    }

    private boolean reaches(byte[] from, byte[] to) {
      return first != null
          && Arrays.compareUnsigned(from, last) <= 0
          && Arrays.compareUnsigned(to, first) >= 0;
    }

    @Override
    public void close() {
      run.close();
    }
  }
}
