package dev.stator.lab.bench;

import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers of one key each, spread over a table's partitions, that write all the time through the
 * endpoints that will survive, and know when each last could.
 */
final class Outage implements AutoCloseable {
  private static final int KEYS = 24;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration OVER_WITHIN = Duration.ofSeconds(60);

  private final String table;
  private final List<Endpoint> endpoints;
  private final List<Thread> threads = new ArrayList<>();

  /** When the first write that succeeded after the fault was answered, and 0 before that. */
  private final AtomicLongArray back = new AtomicLongArray(KEYS);

  /** The longest time from a write's first try to its success, since the fault. */
  private final AtomicLongArray longest = new AtomicLongArray(KEYS);

  private final AtomicLong failures = new AtomicLong();
  private volatile long faultNanos = Long.MAX_VALUE;
  private volatile boolean stopped;

  Outage(String table, List<Endpoint> surviving) {
    this.table = table;
    this.endpoints = List.copyOf(surviving);
    for (int key = 0; key < KEYS; key++) {
      int own = key;
      threads.add(Thread.ofPlatform().daemon().name("writer-" + key).start(() -> write(own)));
    }
  }

  private void write(int key) {
    List<RawClient> clients =
        endpoints.stream().map(endpoint -> new RawClient(endpoint, ANSWER_WITHIN)).toList();
    String body =
        "{\"TableName\":\"%s\",\"Item\":{\"pk\":{\"S\":\"outage-%d\"},\"v\":{\"N\":\"1\"}}}"
            .formatted(table, key);
    int at = key;
    long begun = System.nanoTime();
    while (!stopped) {
      long sent = System.nanoTime();
      boolean good = false;
      try {
        Answer answer = clients.get(Math.floorMod(at, clients.size())).call("PutItem", body);
        good = answer.ok();
      } catch (IOException e) {
        // Tried again elsewhere.
      }
      long now = System.nanoTime();
      if (good) {
        if (sent - faultNanos >= 0) {
          back.compareAndSet(key, 0, now);
        }
        if (now - faultNanos >= 0) {
          longest.accumulateAndGet(key, now - begun, Math::max);
        }
        begun = System.nanoTime();
      } else {
        failures.incrementAndGet();
        at++;
      }
      LockSupport.parkNanos(2_000_000);
    }
    clients.forEach(RawClient::close);
  }

  /** It happens now. */
  void fault() {
    failures.set(0);
    faultNanos = System.nanoTime();
  }

  /** Waits until every key was written again; the time from the fault to the last of them. */
  Duration awaitOver() {
    long deadline = System.nanoTime() + OVER_WITHIN.toNanos();
    while (true) {
      long last = 0;
      for (int key = 0; key < KEYS && last >= 0; key++) {
        long when = back.get(key);
        last = when == 0 ? -1 : Math.max(last, when - faultNanos);
      }
      if (last >= 0) {
        return Duration.ofNanos(last);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Writes do not succeed again");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** The longest that any write took from its first try to its success, since the fault. */
  Duration longestWrite() {
    long[] each = new long[KEYS];
    Arrays.setAll(each, longest::get);
    return Duration.ofNanos(Arrays.stream(each).max().orElse(0));
  }

  /** Tries that failed since the fault. */
  long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
