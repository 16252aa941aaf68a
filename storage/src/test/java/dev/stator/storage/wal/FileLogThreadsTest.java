package dev.stator.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.MemoryDisk;
import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log under real threads: several append, one writes, one makes and deletes segments. */
class FileLogThreadsTest {
  private static final int THREADS = 4;
  private static final int GROUPS_EACH = 8;
  private static final int APPENDS = 1500;
  private static final int WINDOW = 16;

  private final List<ThreadExecutor> executors = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch left = new CountDownLatch(THREADS * GROUPS_EACH);

  @AfterEach
  void stopThreads() {
    executors.forEach(executor -> executor.service.shutdownNow());
  }

  @Test
  void manyThreadsAppendReadAndTrim() throws Exception {
    MemoryDisk disk = new MemoryDisk(1 << 30);
    LogOptions options = LogOptions.small(64 << 10);
    FileLog log = open(disk, options);
    for (int thread = 0; thread < THREADS; thread++) {
      SerialExecutor executor = executor();
      for (int i = 0; i < GROUPS_EACH; i++) {
        GroupLog group = log.group(1 + thread * GROUPS_EACH + i);
        Worker worker = new Worker(group, executor);
        executor.execute(worker::fill);
      }
    }
    assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
    log.close();
    assertThat(failure.get()).isNull();
    FileLog reopened = open(disk, options);
    for (long id = 1; id <= THREADS * GROUPS_EACH; id++) {
      GroupLog group = reopened.group(id);
      assertThat(group.lastIndex()).isEqualTo(APPENDS);
      assertThat(group.firstIndex()).isGreaterThan(APPENDS - 200);
      for (LogEntry entry : GroupModel.of(group, 1 << 20).entries) {
        assertThat(ByteBuffer.wrap(entry.payload()).getLong())
            .isEqualTo(id * 1000_000 + entry.index());
      }
    }
    // A group that was done early holds what came after it: only when all let go does it shrink.
    for (long id = 1; id <= THREADS * GROUPS_EACH; id++) {
      reopened.group(id).trim(APPENDS);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (reopened.bytes() >= 4L << 20) {
      assertThat(System.nanoTime()).as("%d bytes left", reopened.bytes()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    reopened.close();
    assertThat(failure.get()).isNull();
  }

  private FileLog open(MemoryDisk disk, LogOptions options) throws IOException {
    return FileLog.open(
        disk, "wal", options, executor(), executor(), new SeededRandom(1), this::failed);
  }

  private void failed(Throwable thrown) {
    failure.compareAndSet(null, thrown);
    while (left.getCount() > 0) {
      left.countDown();
    }
  }

  private SerialExecutor executor() {
    ThreadExecutor executor = new ThreadExecutor();
    executors.add(executor);
    return executor;
  }

  /** Keeps some appends of one group under way, and reads and trims what came back. */
  private final class Worker {
    private final GroupLog group;
    private final SerialExecutor executor;
    private long acknowledged;

    Worker(GroupLog group, SerialExecutor executor) {
      this.group = group;
      this.executor = executor;
    }

    void fill() {
      while (group.lastIndex() < APPENDS && group.lastIndex() < acknowledged + WINDOW) {
        long index = group.lastIndex() + 1;
        byte[] payload = new byte[8 + (int) (index % 100)];
        ByteBuffer.wrap(payload).putLong(group.groupId() * 1000_000 + index);
        HardState state = index % 10 == 0 ? new HardState(index, "n", index) : null;
        LogEntry entry = new LogEntry(index, 1, (byte) 0, payload);
        group.append(state, List.of(entry), executor, () -> synced(index));
      }
    }

    private void synced(long index) {
      assertThat(index).isEqualTo(acknowledged + 1);
      acknowledged = index;
      if (index % 50 == 0) {
        for (LogEntry entry : group.read(group.firstIndex(), 2000)) {
          assertThat(ByteBuffer.wrap(entry.payload()).getLong())
              .isEqualTo(group.groupId() * 1000_000 + entry.index());
        }
        group.trim(Math.max(0, index - 100));
      }
      if (index == APPENDS) {
        left.countDown();
      }
      fill();
    }
  }

  /** A thread of its own. */
  private final class ThreadExecutor implements SerialExecutor {
    private final ScheduledExecutorService service = Executors.newSingleThreadScheduledExecutor();

    @Override
    public void execute(Runnable task) {
      service.execute(() -> run(task));
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
      var future = service.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    }

    private void run(Runnable task) {
      try {
        task.run();
      } catch (Throwable thrown) {
        failed(thrown);
      }
    }
  }
}
