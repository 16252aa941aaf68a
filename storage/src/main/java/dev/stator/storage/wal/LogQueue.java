package dev.stator.storage.wal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What groups want written, in order. Many threads put; only the writer takes. A put holds the lock
 * for one append to a list: records are encoded by the writer.
 */
final class LogQueue {
  private final Runnable wake;
  private final long bytesHardMax;
  private final AtomicLong bytes = new AtomicLong();
  private List<LogOperation> waiting = new ArrayList<>();
  private boolean woken;
  private boolean closed;

  /**
   * @param wake called when the writer has to take; not again until it has
   */
  LogQueue(long bytesHardMax, Runnable wake) {
    this.bytesHardMax = bytesHardMax;
    this.wake = wake;
  }

  /** Bytes put and not yet {@link #done}. */
  long bytes() {
    return bytes.get();
  }

  /** False when there is no room: the caller broke the limit by a factor. */
  boolean put(LogOperation operation) {
    boolean wakes;
    synchronized (this) {
      if (closed) {
        return true; // A closed or failed log says nothing more about what it is given.
      }
      if (bytes.addAndGet(operation.bytes()) > bytesHardMax) {
        return false;
      }
      waiting.add(operation);
      wakes = !woken;
      woken = true;
    }
    if (wakes) {
      wake.run();
    }
    return true;
  }

  synchronized void takeInto(ArrayDeque<LogOperation> target) {
    woken = false;
    if (!waiting.isEmpty()) {
      target.addAll(waiting);
      waiting = new ArrayList<>(Math.min(waiting.size(), 1024));
    }
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  void done(long operationBytes) {
    bytes.addAndGet(-operationBytes);
  }

  /** Everything put from now on is dropped. */
  synchronized void close() {
    closed = true;
  }

  /** Forgets what waits, as after a failure. */
  synchronized void clear(Deque<LogOperation> taken) {
    closed = true;
    waiting = new ArrayList<>();
    taken.clear();
  }
}
