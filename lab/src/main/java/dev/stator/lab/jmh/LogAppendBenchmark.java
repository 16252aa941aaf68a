package dev.stator.lab.jmh;

import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import dev.stator.server.runtime.RealDisk;
import dev.stator.server.runtime.RealScheduler;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.LogEntry;
import dev.stator.storage.wal.LogOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Entries of 1 KB, synced: one at a time, and a hundred in flight. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LogAppendBenchmark {
  private static final int IN_FLIGHT = 100;

  private final byte[] payload = new byte[1024];
  private final RealScheduler scheduler =
      new RealScheduler(
          "jmh",
          1,
          (where, cause) -> {
            throw new IllegalStateException(where, cause);
          });
  private final SerialExecutor group = scheduler.serial("group");
  private final ScratchFolder folder;
  private final FileLog log;
  private final GroupLog entries;

  public LogAppendBenchmark() {
    try {
      SerialExecutor writer = scheduler.blocking("log");
      folder = ScratchFolder.make();
      log =
          FileLog.open(
              new RealDisk(folder.path()),
              "wal",
              LogOptions.defaults(),
              writer,
              scheduler.blocking("janitor"),
              new SeededRandom(1),
              cause -> {
                throw new IllegalStateException(cause);
              });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    entries = log.group(1);
  }

  @TearDown
  public void close() throws IOException {
    log.close();
    scheduler.close();
    folder.delete();
  }

  @Benchmark
  public void oneAtATime() throws InterruptedException {
    append(1);
  }

  @Benchmark
  @OperationsPerInvocation(IN_FLIGHT)
  public void hundredInFlight() throws InterruptedException {
    append(IN_FLIGHT);
  }

  private void append(int count) throws InterruptedException {
    CountDownLatch synced = new CountDownLatch(count);
    group.execute(() -> {
      for (int i = 0; i < count; i++) {
        LogEntry entry = new LogEntry(entries.lastIndex() + 1, 1, (byte) 1, payload);
        entries.append(null, List.of(entry), group, synced::countDown);
      }
      entries.trim(entries.lastIndex() - count);
    });
    synced.await();
  }
}
