package dev.stator.storage.wal;

import dev.stator.base.Disk;
import dev.stator.base.DiskFullException;
import dev.stator.base.SerialExecutor;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The segment files: makes the next one ready before it is needed and deletes old ones, both on an
 * executor of its own, so that no append waits for them. A full disk shows here, before a write
 * meets it.
 */
final class SegmentStore {
  /** Size of the first segment of a run: starting does not wait until a large one is reserved. */
  private static final int FIRST_SEGMENT_BYTES = 1 << 20;

  private static final int RESERVE_STEP_BYTES = 2 << 20;

  /** On a disk with less room than two of these, the log is full. */
  private static final int SMALLEST_SEGMENT_BYTES = 1 << 20;

  private final Disk disk;
  private final String folder;
  private final LogOptions options;
  private final SerialExecutor janitor;
  private final Runnable ready;
  private final BiConsumer<String, Throwable> failure;
  private final NavigableMap<Integer, Segment> segments = new ConcurrentSkipListMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean full;

  // Guarded by this.
  private int lastNumber;
  private @Nullable Segment spare;
  private boolean preparing;
  private boolean closed;

  /**
   * @param ready runs, on the janitor, when a segment became ready
   */
  SegmentStore(
      Disk disk,
      String folder,
      LogOptions options,
      SerialExecutor janitor,
      Runnable ready,
      BiConsumer<String, Throwable> failure) {
    this.disk = disk;
    this.folder = folder;
    this.options = options;
    this.janitor = janitor;
    this.ready = ready;
    this.failure = failure;
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
      if (spare != null || preparing) {
        return;
      }
      preparing = true;
    }
    prepare(Math.min(FIRST_SEGMENT_BYTES, options.segmentBytes()));
  }

  /** A segment that is ready, or null; {@code ready} runs when there is one again. */
  @Nullable Segment poll() {
    Segment taken;
    synchronized (this) {
      taken = spare;
      spare = null;
      if (!preparing && !closed) {
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

  /** Deletes the oldest segment, which nobody needs. */
  void discard(Segment segment) {
    segments.remove(segment.number);
    janitor.execute(() -> {
      try {
        segment.file.close();
        disk.delete(segment.path);
        disk.syncFolder(folder);
        bytes.addAndGet(-segment.fileBytes);
      } catch (IOException e) {
        failure.accept(segment.path, e);
      }
    });
  }

  void close() throws IOException {
    Segment unused;
    synchronized (this) {
      closed = true;
      unused = spare;
      spare = null;
    }
    if (unused != null) {
      unused.file.close();
      disk.delete(unused.path);
    }
    for (Segment segment : segments.values()) {
      segment.file.close();
    }
  }

  private void prepareOrFail() {
    try {
      prepare(options.segmentBytes());
    } catch (IOException e) {
      failure.accept(folder, e);
    }
  }

  private void prepare(int segmentBytes) throws IOException {
    int number;
    synchronized (this) {
      if (closed) {
        return;
      }
      number = ++lastNumber;
    }
    String path = Segment.path(folder, number);
    Segment made;
    try {
      made = create(number, path, fitting(segmentBytes));
    } catch (DiskFullException e) {
      full = true;
      janitor.schedule(options.fullRetryNanos(), this::prepareOrFail);
      return;
    }
    bytes.addAndGet(made.fileBytes);
    boolean late;
    synchronized (this) {
      late = closed;
      preparing = false;
      if (!late) {
        spare = made;
      }
    }
    if (late) {
      made.file.close();
      disk.delete(path);
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
    return new Segment(number, path, file, 0, segmentBytes);
  }
}
