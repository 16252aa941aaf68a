package dev.stator.storage.wal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is queued, syncs once, then tells all who waited: group commit. While a sync runs the
 * next batch gathers in the queue. Runs on the log's blocking executor; its monitor is only there
 * for {@link FileLog#close}, which comes from outside.
 */
final class LogWriter {
  private final LogQueue queue;
  private final SegmentStore store;
  private final SegmentAppender out;
  private final EntryCache cache;
  private final GroupLogs groups;
  private final BiConsumer<String, Throwable> failure;

  /** Taken from the queue and not durable; longer than one batch only while there is no segment. */
  private final ArrayDeque<LogOperation> backlog = new ArrayDeque<>();

  private final List<LogOperation> batch = new ArrayList<>();

  /** A group that held the oldest segment when last asked: mostly it still does. */
  private @Nullable FileGroupLog holder;

  private boolean stopped;

  LogWriter(
      LogQueue queue,
      SegmentStore store,
      SegmentAppender out,
      EntryCache cache,
      GroupLogs groups,
      BiConsumer<String, Throwable> failure) {
    this.queue = queue;
    this.store = store;
    this.out = out;
    this.cache = cache;
    this.groups = groups;
    this.failure = failure;
  }

  /** Opens the first segment of this run, if there is room for one. */
  synchronized void start() throws IOException {
    Segment first = store.poll();
    if (first != null) {
      begin(first);
      out.sync();
      releaseSegments();
    }
  }

  /** Writes one batch. */
  synchronized void run() {
    if (stopped) {
      return;
    }
    try {
      queue.takeInto(backlog);
      writeBacklog();
    } catch (IOException | RuntimeException e) {
      stop();
      Segment segment = out.segment();
      failure.accept(segment == null ? "its first segment" : segment.path, e);
    }
  }

  /** Forgets what waits and never writes again. */
  synchronized void stop() {
    stopped = true;
    queue.clear(backlog);
    batch.clear();
  }

  /** Writes what is queued and marks all of it durable. */
  synchronized void finish() throws IOException {
    if (stopped) {
      return;
    }
    queue.takeInto(backlog);
    writeBacklog();
    stop();
  }

  private void writeBacklog() throws IOException {
    boolean marked = false;
    while (!backlog.isEmpty()) {
      LogOperation next = backlog.peek();
      if (!fits(next)) {
        commit();
        out.syncRest();
        Segment segment = store.poll();
        if (segment == null) {
          return; // The store wakes the writer when there is one.
        }
        begin(segment);
        marked = false;
        continue;
      }
      if (!marked) {
        out.mark();
        marked = true;
      }
      write(next);
      backlog.remove();
      batch.add(next);
    }
    commit();
    if (marked && queue.isEmpty()) {
      // Without a sync: if it gets lost nothing does but the proof that the last batch was whole.
      out.mark();
      out.flush();
    }
  }

  private boolean fits(LogOperation operation) {
    Segment segment = out.segment();
    if (segment == null) {
      return false;
    }
    // Room for this batch's mark and the one after it.
    long needed = operation.bytes() + 2L * RecordFormat1.recordBytes(0);
    return !segment.hasRecords || EntryIndex.offset(out.place()) + needed <= segment.fileBytes;
  }

  private void begin(Segment segment) throws IOException {
    out.begin(segment);
    for (FileGroupLog group : groups.all()) {
      group.written.checkpoint(out, group.groupId());
    }
  }

  private void write(LogOperation operation) throws IOException {
    long group = operation.group().groupId();
    switch (operation) {
      case LogOperation.Append append -> {
        if (append.hardState != null) {
          out.hardState(group, append.hardState, append.votedFor);
        }
        append.place = out.place();
        out.entries(group, append.entries);
      }
      case LogOperation.Trim trim -> mark(RecordFormat1.TRIM, group, trim.index(), trim.term());
      case LogOperation.Reset reset ->
          mark(RecordFormat1.RESET, group, reset.index(), reset.term());
      case LogOperation.Drop _ -> mark(RecordFormat1.DROP, group, 0, 0);
    }
    operation.group().written.apply(operation);
    out.hasRecords();
  }

  private void mark(byte type, long group, long index, long term) throws IOException {
    out.record(type, (byte) 0, group, index, term, RecordFormat1.NO_PAYLOAD);
  }

  /** Makes the batch durable and says so. */
  private void commit() throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    out.flush();
    out.grown(store);
    publish();
    out.sync();
    boolean releases = false;
    long bytes = 0;
    Map<Executor, List<Runnable>> callbacks = new LinkedHashMap<>();
    for (LogOperation operation : batch) {
      bytes += operation.bytes();
      releases |= finish(operation, callbacks);
    }
    batch.clear();
    queue.done(bytes);
    callbacks.forEach(LogWriter::call);
    if (releases) {
      releaseSegments();
    }
  }

  /** From here on the entries can be read from the file, and may leave the cache. */
  private void publish() {
    for (LogOperation operation : batch) {
      if (operation instanceof LogOperation.Append append && !append.entries.isEmpty()) {
        append.group.written(append.entries, append.place);
        cache.add(append.group, append.entries);
      }
    }
  }

  /** Answers whether the operation may have freed a segment. */
  private boolean finish(LogOperation operation, Map<Executor, List<Runnable>> callbacks) {
    switch (operation) {
      case LogOperation.Append append -> {
        due(callbacks, append.callbackOn, append.synced);
        if (append.overwrites) {
          append.group.durable(append);
        }
        return append.overwrites;
      }
      case LogOperation.Reset reset -> due(callbacks, reset.callbackOn(), reset.synced());
      case LogOperation.Trim _, LogOperation.Drop _ -> {}
    }
    operation.group().durable(operation);
    groups.forgetIfBlank(operation.group());
    return true;
  }

  private static void due(
      Map<Executor, List<Runnable>> callbacks, Executor executor, Runnable callback) {
    List<Runnable> before = callbacks.computeIfAbsent(executor, _ -> new ArrayList<>(2));
    if (!before.isEmpty()
        && callback instanceof GroupLog.Covering covering
        && covering.covers(before.getLast())) {
      before.removeLast();
    }
    before.add(callback);
  }

  private static void call(Executor executor, List<Runnable> callbacks) {
    if (callbacks.size() == 1) {
      executor.execute(callbacks.getFirst());
      return;
    }
    executor.execute(() -> callbacks.forEach(Runnable::run));
  }

  private void releaseSegments() {
    while (true) {
      Segment oldest = store.segments().firstEntry().getValue();
      if (oldest == out.segment() || held(oldest.number)) {
        return;
      }
      store.discard(oldest);
    }
  }

  private boolean held(int number) {
    if (holder != null && holder.pin() <= number) {
      return true;
    }
    holder = null;
    for (FileGroupLog group : groups.all()) {
      if (group.pin() <= number) {
        holder = group;
        return true;
      }
    }
    return false;
  }
}
