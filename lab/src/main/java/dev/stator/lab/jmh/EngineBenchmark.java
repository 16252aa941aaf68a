package dev.stator.lab.jmh;

import dev.stator.model.item.StoredRow;
import dev.stator.model.key.Keys;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.memory.MemoryEngine;
import dev.stator.storage.engine.rocks.RocksEngine;
import dev.stator.storage.engine.rocks.RocksOptions;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Point reads and single-row batches on a store of 100,000 items of 900 B. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EngineBenchmark {
  private static final int ITEMS = 100_000;

  @Param({"rocks", "memory"})
  public String adapter = "memory";

  private final SplittableRandom random = new SplittableRandom(3);
  private final byte[] row = StoredRow.encode(1, 2, SampleItems.item(7));
  private Engine engine = new MemoryEngine(1);
  private @Nullable ScratchFolder folder;

  @Setup
  public void fill() throws IOException {
    engine.close();
    ScratchFolder made = ScratchFolder.make();
    folder = made;
    engine =
        adapter.equals("rocks")
            ? RocksEngine.open(made.path().resolve("engine"), RocksOptions.defaults())
            : new MemoryEngine(1L << 30);
    for (int i = 0; i < ITEMS; i++) {
      put(i);
    }
    engine.flush();
  }

  @TearDown
  public void close() throws IOException {
    engine.close();
    if (folder != null) {
      folder.delete();
    }
  }

  private static byte[] key(int number) {
    return RowKeys.itemKey(1, Keys.fromItem(SampleItems.SCHEMA, SampleItems.key(number)));
  }

  private void put(int number) {
    Batch batch = new Batch();
    batch.put(key(number), row);
    engine.write(batch);
  }

  /** What the other two cost without the engine. */
  @Benchmark
  public byte[] keyOnly() {
    return key(random.nextInt(ITEMS));
  }

  @Benchmark
  public byte @Nullable [] get() {
    return engine.get(key(random.nextInt(ITEMS)));
  }

  @Benchmark
  public void put() {
    put(random.nextInt(ITEMS));
  }
}
