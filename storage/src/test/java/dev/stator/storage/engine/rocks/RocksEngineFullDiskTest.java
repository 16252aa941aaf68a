package dev.stator.storage.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stator.base.SeededRandom;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Needs a file system of some 24 MiB: {@code -Dstator.test.smallDisk=FOLDER}. */
class RocksEngineFullDiskTest {
  private static final int ROW_BYTES = 10_000;

  @Test
  void aFullDiskIsSaidAndWrittenRowsStayReadable() throws Exception {
    String property = System.getProperty("stator.test.smallDisk");
    assumeTrue(
        property != null, "no -Dstator.test.smallDisk was given: the full disk is not tried");
    Path disk = Path.of(property);
    Path filler = disk.resolve("filler");
    Files.write(filler, new byte[8 << 20]);
    Path rows = disk.resolve("rows");
    RocksOptions options = RocksOptions.defaults().withMemory(8L << 20, 2L << 20);
    try (RocksEngine engine = RocksEngine.open(rows, options)) {
      int flushed = fill(engine);
      assertThat(flushed).isPositive();
      assertThat(engine.problem()).contains("disk is full");
      for (int i = 0; i < flushed; i++) {
        assertThat(engine.get(key(i))).isEqualTo(value(i));
      }
      Files.delete(filler);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!flushes(engine, flushed) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      assertThat(engine.problem()).isNull();
      assertThat(engine.get(key(flushed))).isEqualTo(value(flushed));
    } finally {
      delete(rows);
      Files.deleteIfExists(filler);
    }
  }

  /** Writes until the disk is full; answers how many rows are flushed. */
  private static int fill(RocksEngine engine) {
    int[] flushed = {0};
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 5000; i++) {
                put(engine, i);
                if (i % 20 == 19) {
                  engine.flush();
                  flushed[0] = i + 1;
                }
              }
            })
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("The disk is full");
    return flushed[0];
  }

  private static boolean flushes(RocksEngine engine, int i) {
    try {
      put(engine, i);
      engine.flush();
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  private static void put(RocksEngine engine, int i) {
    Batch batch = new Batch();
    batch.put(key(i), value(i));
    engine.write(batch);
  }

  private static byte[] key(int i) {
    return ByteBuffer.allocate(4).putInt(i).array();
  }

  private static byte[] value(int i) {
    SeededRandom random = new SeededRandom(i);
    ByteBuffer value = ByteBuffer.allocate(ROW_BYTES);
    while (value.remaining() >= 8) {
      value.putLong(random.nextLong());
    }
    return value.array();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
