package dev.stator.storage.wal;

import dev.stator.base.Disk;
import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.storage.format.Folders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shared log in segment files, format 2 (see {@code docs/formats/wal-2.md}).
 *
 * <p>The way of an append: {@link FileGroupLog} makes it visible and puts it into the {@link
 * LogQueue}; the {@link LogWriter} takes all that waits, writes it, syncs once and posts the
 * callbacks. {@link SegmentStore} keeps segments ready and uses or deletes old ones; {@link
 * LogRecovery} reads everything back.
 */
public final class FileLog implements SharedLog {
  private static final int HARD_LIMIT_FACTOR = 4;

  private final LogOptions options;
  private final Consumer<Throwable> fatal;
  private final LogQueue queue;
  private final SegmentStore store;
  private final EntryReader reader;
  final GroupLogs groups = new GroupLogs();
  private final LogWriter writer;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private FileLog(
      Disk disk,
      String folder,
      LogOptions options,
      SerialExecutor writerExecutor,
      SerialExecutor janitor,
      Consumer<Throwable> fatal,
      LogRecovery recovery,
      int salt) {
    this.options = options;
    this.fatal = fatal;
    Runnable wake = () -> writerExecutor.execute(this::write);
    this.queue = new LogQueue(HARD_LIMIT_FACTOR * options.queueBytesMax(), wake);
    this.store = new SegmentStore(disk, folder, salt, options, janitor, wake, this::fail);
    this.reader = new EntryReader(store.segments());
    store.recovered(recovery);
    recovery
        .groups()
        .forEach((id, recovered) -> {
          FileGroupLog group = new FileGroupLog(id, this::put, reader);
          group.recovered(recovered);
          groups.needed(group);
        });
    SegmentAppender out = new SegmentAppender(lastSegment(recovery), recovery.nextSequence());
    this.writer =
        new LogWriter(
            queue, store, out, new EntryCache(options.cacheBytesMax()), groups, this::fail);
  }

  /**
   * Opens the log of a folder, which is made if it is not there, and reads it through. Blocks.
   *
   * @param writer where batches are written and synced; blocking
   * @param janitor where segments are made and deleted; blocking, may be the same as writer
   * @param random for the log's salt; not one that clients can foresee
   * @param fatal told once, with one sentence, when the log cannot go on; the node has to stop
   * @throws DamagedLogException when bytes that were durable do not match their checksum
   * @throws dev.stator.storage.format.NewerFormatException when a newer Stator wrote the log
   */
  public static FileLog open(
      Disk disk,
      String folder,
      LogOptions options,
      SerialExecutor writer,
      SerialExecutor janitor,
      RandomSource random,
      Consumer<Throwable> fatal)
      throws IOException {
    Folders.make(disk, folder);
    LogRecovery recovery = new LogRecovery(disk, folder);
    recovery.run();
    int salt = recovery.salt() != 0 ? recovery.salt() : 1 + random.nextInt(Integer.MAX_VALUE);
    FileLog log = new FileLog(disk, folder, options, writer, janitor, fatal, recovery, salt);
    log.store.prepareNow();
    log.writer.start();
    return log;
  }

  @Override
  public GroupLog group(long groupId) {
    return groups.get(groupId, id -> new FileGroupLog(id, this::put, reader));
  }

  @Override
  public List<Long> groups() {
    List<Long> known = new ArrayList<>();
    for (FileGroupLog group : groups.all()) {
      if (group.known()) {
        known.add(group.groupId());
      }
    }
    return known;
  }

  @Override
  public long bytes() {
    return store.bytes();
  }

  @Override
  public List<Long> groupsHoldingOldestSegment() {
    List<Long> holding = new ArrayList<>();
    var oldest = store.segments().firstEntry();
    if (oldest == null || store.bytes() < options.bytesMax()) {
      return holding;
    }
    for (FileGroupLog group : groups.all()) {
      if (group.pinAfterQueue() <= oldest.getKey()) {
        holding.add(group.groupId());
      }
    }
    return holding;
  }

  @Override
  public boolean nearlyFull() {
    return store.bytes() > (options.bytesMax() + options.bytesHardMax()) / 2;
  }

  @Override
  public boolean overloaded() {
    return busy() || store.bytes() > options.bytesHardMax();
  }

  private boolean busy() {
    return store.full() || stopped.get() || queue.bytes() > options.queueBytesMax();
  }

  @Override
  public boolean refuses(long groupId) {
    return refusesNew(groupId) && (busy() || !holdsOldestSegment(groupId));
  }

  @Override
  public boolean refusesNew(long groupId) {
    return overloaded() && (busy() || !hasReserve(groupId));
  }

  private boolean hasReserve(long groupId) {
    return groupId < options.vitalBelow() && store.bytes() <= 2 * options.bytesHardMax();
  }

  private boolean holdsOldestSegment(long groupId) {
    var oldest = store.segments().firstEntry();
    FileGroupLog group = groups.find(groupId);
    return oldest != null && group != null && group.pinAfterQueue() <= oldest.getKey();
  }

  @Override
  public boolean full() {
    return store.full();
  }

  @Override
  public void close() {
    queue.close();
    try {
      writer.finish();
      stopped.set(true);
      store.close();
    } catch (IOException e) {
      fail("its files", e);
    }
  }

  private void write() {
    if (!stopped.get()) {
      writer.run();
    }
  }

  private void put(LogOperation operation) {
    groups.needed(operation.group());
    if (!queue.put(operation)) {
      fail("its queue", new IllegalStateException("more was queued than its hard limit allows"));
    }
  }

  /** The one place where the log ends: nothing is acknowledged after it. */
  private void fail(String where, Throwable cause) {
    queue.close();
    if (stopped.compareAndSet(false, true)) {
      fatal.accept(
          new LogFailedException(
              "The log cannot go on at "
                  + where
                  + " ("
                  + cause.getMessage()
                  + "); the node stops, because what a failed write or sync left on disk is"
                  + " unknown and cannot be tried again.",
              cause));
    }
  }

  private static @Nullable Segment lastSegment(LogRecovery recovery) {
    var last = recovery.segments().lastEntry();
    return last == null ? null : last.getValue();
  }
}
