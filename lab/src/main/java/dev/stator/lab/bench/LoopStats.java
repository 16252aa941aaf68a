package dev.stator.lab.bench;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** What one event loop has seen since the last look. Written by the loop, read by the reporter. */
final class LoopStats {
  /** One microsecond: nothing over a socket is faster. */
  static final long LOWEST_NANOS = 1_000;

  static final long HIGHEST_NANOS = 120_000_000_000L;

  /** Errors have few names; more than this are counted together. */
  private static final int ERROR_NAMES_MAX = 50;

  private final SingleWriterRecorder reads = recorder();
  private final SingleWriterRecorder writes = recorder();
  private final TreeMap<String, Long> errors = new TreeMap<>();

  private static SingleWriterRecorder recorder() {
    return new SingleWriterRecorder(LOWEST_NANOS, HIGHEST_NANOS, 3);
  }

  static Histogram histogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, 3);
  }

  void success(boolean read, long latencyNanos) {
    long bounded = Math.clamp(latencyNanos, 0, HIGHEST_NANOS);
    (read ? reads : writes).recordValue(bounded);
  }

  void error(String name) {
    synchronized (errors) {
      boolean room = errors.size() < ERROR_NAMES_MAX || errors.containsKey(name);
      errors.merge(room ? name : "others", 1L, Long::sum);
    }
  }

  /** Adds what came since the last call, and forgets it. */
  void drainInto(Histogram allReads, Histogram allWrites, Map<String, Long> allErrors) {
    allReads.add(reads.getIntervalHistogram());
    allWrites.add(writes.getIntervalHistogram());
    synchronized (errors) {
      errors.forEach((name, count) -> allErrors.merge(name, count, Long::sum));
      errors.clear();
    }
  }
}
