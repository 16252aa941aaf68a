package dev.stator.storage.wal;

import dev.stator.base.Disk;
import dev.stator.base.DiskFullException;
import dev.stator.base.SerialExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The segment files: has one ready before it is needed, an old one that nobody needs any more or
 * else a new one, and deletes what is too many. All on an executor of its own, so that no append
 * waits for it. A full disk shows here, before a write meets it.
 *
 * <p>Numbers are given in the order in which files become ready, and taken in that order. So a file
 * never holds records of a higher number than its name says, and files without a header of their
 * own are always the last ones.
 */
final class SegmentStore {
  /** Size of the first segment of a run: starting does not wait until a large one is reserved. */
  private static final int FIRST_SEGMENT_BYTES = 1 << 20;

  /**
   * Each segment of a run may be this many times as large as the one before, up to the size of all:
   * so a start, and a node that does little, does not write as many zeros as a busy one needs.
   */
  private static final int GROWTH = 4;

  private static final int RESERVE_STEP_BYTES = 2 << 20;

  /** On a disk with less room than two of these, the log is full. */
  private static final int SMALLEST_SEGMENT_BYTES = 1 << 20;

  /**
   * Files that wait to be used. One is taken before the next one is let go, so with one alone every
   * other segment would be a new one.
   */
  private static final int SPARES_MAX = 2;

  private final Disk disk;
  private final String folder;
  private final int salt;
  private final LogOptions options;
  private final SerialExecutor janitor;
  private final Runnable ready;
  private final BiConsumer<String, Throwable> failure;
  private final NavigableMap<Integer, Segment> segments = new ConcurrentSkipListMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean full;

  // Guarded by this.
  private final ArrayDeque<Segment> spares = new ArrayDeque<>();
  private int lastNumber;
  private int nextBytes;
  private boolean preparing;
  private boolean closed;

  /**
   * @param salt of all segments that are made
   * @param ready runs, on the janitor, when a segment became ready
   */
  SegmentStore(
      Disk disk,
      String folder,
      int salt,
      LogOptions options,
      SerialExecutor janitor,
      Runnable ready,
      BiConsumer<String, Throwable> failure) {
    this.disk = disk;
    this.folder = folder;
    this.salt = salt;
    this.options = options;
    this.janitor = janitor;
    this.ready = ready;
    this.failure = failure;
    this.nextBytes = Math.min(FIRST_SEGMENT_BYTES, options.segmentBytes());
  }

  void recovered(LogRecovery recovery) {
    synchronized (this) {
      lastNumber = recovery.lastNumber();
    }
    segments.putAll(recovery.segments());
    for (Segment segment : segments.values()) {
      bytes.addAndGet(segment.fileBytes);
    }
  }

  /** Segments with records, the active one too. Safe for any thread. */
  NavigableMap<Integer, Segment> segments() {
    return segments;
  }

  long bytes() {
    return bytes.get();
  }

  boolean full() {
    return full;
  }

  /** Makes a small segment ready now, in the caller's thread, unless the disk is full. */
  void prepareNow() throws IOException {
    synchronized (this) {
      if (!spares.isEmpty() || preparing) {
        return;
      }
      preparing = true;
    }
    prepare();
  }

  /** A segment that is ready, or null; {@code ready} runs when there is one again. */
  @Nullable Segment poll() {
    Segment taken;
    synchronized (this) {
      taken = spares.poll();
      if (taken != null) {
        nextBytes = (int) Math.min((long) GROWTH * taken.fileBytes, options.segmentBytes());
      }
      if (spares.isEmpty() && !preparing && !closed) {
        preparing = true;
        janitor.execute(this::prepareOrFail);
      }
    }
    if (taken != null) {
      segments.put(taken.number, taken);
    }
    return taken;
  }

  /** Corrects the byte count for a segment that outgrew its preallocated size. */
  void grown(Segment segment) {
    if (segment.end > segment.fileBytes) {
      bytes.addAndGet(segment.end - segment.fileBytes);
      segment.fileBytes = segment.end;
    }
  }

  /** Takes the oldest segment, which nobody needs, out of the log. */
  void discard(Segment segment) {
    segments.remove(segment.number);
    janitor.execute(() -> {
      try {
        segment.file.close();
        if (!useAgain(segment)) {
          disk.delete(segment.path);
          disk.syncFolder(folder);
          bytes.addAndGet(-segment.fileBytes);
        }
      } catch (IOException e) {
        failure.accept(segment.path, e);
      }
    });
  }

  void close() throws IOException {
    ArrayDeque<Segment> unused;
    synchronized (this) {
      closed = true;
      unused = new ArrayDeque<>(spares);
      spares.clear();
    }
    for (Segment spare : unused) {
      spare.file.close();
      disk.delete(spare.path);
    }
    for (Segment segment : segments.values()) {
      segment.file.close();
    }
  }

  /**
   * Makes a closed segment a spare under a new name: it has its size and its blocks already, so its
   * next life needs neither zeros nor, at a sync, a change of the file system's own data. False
   * when it does not fit, or the store has better use for its room.
   *
   * <p>The new name is durable before anything is written under it. Else the file could come back
   * under the old one, with a part of the new one's bytes.
   */
  private boolean useAgain(Segment old) throws IOException {
    int number;
    synchronized (this) {
      if (closed || spares.size() >= SPARES_MAX || old.fileBytes != options.segmentBytes()) {
        return false;
      }
    }
    if (disk.usableBytes() < 2 * old.fileBytes) {
      return false;
    }
    synchronized (this) {
      number = ++lastNumber;
    }
    String path = Segment.path(folder, number);
    disk.rename(old.path, path);
    disk.syncFolder(folder);
    Disk.File file = disk.open(path, Disk.Mode.EXISTING);
    offer(new Segment(number, salt, path, file, 0, old.fileBytes));
    return true;
  }

  private void prepareOrFail() {
    try {
      prepare();
    } catch (IOException e) {
      failure.accept(folder, e);
    }
  }

  private void prepare() throws IOException {
    int number;
    int wanted;
    synchronized (this) {
      if (closed || !spares.isEmpty()) {
        preparing = false; // An old one has come in between.
        return;
      }
      number = ++lastNumber;
      wanted = nextBytes;
    }
    String path = Segment.path(folder, number);
    Segment made;
    try {
      made = create(number, path, fitting(wanted));
    } catch (DiskFullException e) {
      full = true;
      janitor.schedule(options.fullRetryNanos(), this::prepareOrFail);
      return;
    }
    bytes.addAndGet(made.fileBytes);
    synchronized (this) {
      preparing = false;
    }
    offer(made);
  }

  /** Has the segment taken by whoever asks next. */
  private void offer(Segment made) throws IOException {
    boolean late;
    synchronized (this) {
      late = closed;
      if (!late) {
        spares.add(made);
      }
    }
    if (late) {
      made.file.close();
      disk.delete(made.path);
      return;
    }
    full = false;
    ready.run();
  }

  /**
   * The size for a segment: smaller than wanted on a disk that runs out of room, so that the log
   * goes on in small steps, and always as much left over for what a flush of the store needs.
   */
  private int fitting(int wantedBytes) throws IOException {
    long usable = disk.usableBytes();
    int bytes = wantedBytes;
    while (usable < 2L * bytes) {
      bytes /= 2;
      if (bytes < Math.min(SMALLEST_SEGMENT_BYTES, wantedBytes)) {
        throw new DiskFullException("no room for the log's next segment");
      }
    }
    return bytes;
  }

  private Segment create(int number, String path, int segmentBytes) throws IOException {
    Disk.File file = disk.open(path, Disk.Mode.CREATE);
    boolean done = false;
    try {
      // In small steps: the log's own syncs would wait behind the writing out of a large one.
      for (int reserved = 0; reserved < segmentBytes; ) {
        reserved = Math.min(segmentBytes, reserved + RESERVE_STEP_BYTES);
        file.allocate(reserved);
        file.sync();
      }
      disk.syncFolder(folder);
      done = true;
    } finally {
      if (!done) {
        file.close();
        disk.delete(path);
      }
    }
    return new Segment(number, salt, path, file, 0, segmentBytes);
  }
}
