package dev.stator.lab.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Puts values into etcd, so many at a time, and prints one line: puts a second, and latencies in
 * milliseconds (50th, 99th, 99.9th percentile and the longest), and how many failed.
 *
 * <p>Arguments: endpoints with commas, puts in flight, warm-up and measured time in seconds, keys,
 * bytes of a value. One client (one connection) for each endpoint; all puts in flight are spread
 * evenly over them.
 */
public final class EtcdLoad {
  private static final int SAMPLES_MAX = 20_000_000;

  private final KV[] clients;
  private final int keys;
  private final ByteSequence[] values = new ByteSequence[64];
  private final long[] nanos = new long[SAMPLES_MAX];
  private int samples;
  private long failures;
  private volatile long measureFrom;
  private volatile long stopAt;

  private EtcdLoad(KV[] clients, int keys, int valueBytes) {
    this.clients = clients;
    this.keys = keys;
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < values.length; i++) {
      byte[] value = new byte[valueBytes];
      for (int at = 0; at < valueBytes; at++) {
        value[at] = (byte) ('a' + random.nextInt(26));
      }
      values[i] = ByteSequence.from(value);
    }
  }

  /** See the class. */
  public static void main(String[] args) throws InterruptedException {
    List<Client> open = new ArrayList<>();
    for (String endpoint : args[0].split(",")) {
      open.add(Client.builder().endpoints("http://" + endpoint).build());
    }
    KV[] clients = open.stream().map(Client::getKVClient).toArray(KV[]::new);
    EtcdLoad load = new EtcdLoad(clients, Integer.parseInt(args[4]), Integer.parseInt(args[5]));
    System.out.println(
        load.run(
            Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3])));
    open.forEach(Client::close);
    System.exit(0);
  }

  private String run(int inFlight, int warmUpSeconds, int seconds) throws InterruptedException {
    long start = System.nanoTime();
    measureFrom = start + TimeUnit.SECONDS.toNanos(warmUpSeconds);
    stopAt = measureFrom + TimeUnit.SECONDS.toNanos(seconds);
    for (int i = 0; i < inFlight; i++) {
      put(clients[i % clients.length], new SplittableRandom(i));
    }
    TimeUnit.NANOSECONDS.sleep(stopAt - System.nanoTime());
    synchronized (this) {
      long[] sorted = Arrays.copyOf(nanos, samples);
      Arrays.sort(sorted);
      return String.format(
          Locale.ROOT,
          "etcd: %.0f/s p50 %.3f p99 %.3f p99.9 %.3f max %.3f errors %d",
          samples / (double) seconds,
          at(sorted, 0.5),
          at(sorted, 0.99),
          at(sorted, 0.999),
          at(sorted, 1),
          failures);
    }
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }

  private void put(KV client, SplittableRandom random) {
    long sent = System.nanoTime();
    if (sent - stopAt >= 0) {
      return;
    }
    String key = String.format("user%010d", random.nextInt(keys));
    var done =
        client.put(
            ByteSequence.from(key, StandardCharsets.US_ASCII),
            values[random.nextInt(values.length)]);
    done.whenComplete(
        (answer, failure) -> {
          note(sent, System.nanoTime(), failure == null);
          put(client, random);
        });
  }

  private synchronized void note(long sent, long now, boolean good) {
    if (now - measureFrom < 0 || now - stopAt > 0) {
      return;
    }
    if (!good) {
      failures++;
    } else if (samples < SAMPLES_MAX) {
      nanos[samples++] = now - sent;
    }
  }
}
