package dev.stator.lab.bench;

import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** The table of a benchmark: made and filled before, removed after. */
final class BenchTable {
  private static final int BATCH = 25;
  private static final Duration STATUS_WITHIN = Duration.ofSeconds(60);

  private final Endpoint endpoint;
  private final String name;
  private final PrintStream progress;
  private final TableShape shape;
  private final String moreAttributes;

  BenchTable(Endpoint endpoint, String name, PrintStream progress) {
    this(endpoint, name, TableShape.PLAIN, "", progress);
  }

  /**
   * @param moreAttributes what each loaded item has besides, as members of a JSON object
   */
  BenchTable(
      Endpoint endpoint,
      String name,
      TableShape shape,
      String moreAttributes,
      PrintStream progress) {
    this.endpoint = endpoint;
    this.name = name;
    this.shape = shape;
    this.moreAttributes = moreAttributes;
    this.progress = progress;
  }

  String name() {
    return name;
  }

  /** Makes the table anew and fills it with items 0 to {@code items} - 1. */
  void prepare(int items) {
    try (RawClient client = new RawClient(endpoint, Duration.ofSeconds(60))) {
      remove(client);
      client.call("CreateTable", shape.create(name)).orThrow();
      awaitStatus(client, "\"TableStatus\":\"ACTIVE\"");
      fill(client, items);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare the table at " + endpoint, e);
    }
  }

  private void fill(RawClient client, int items) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    long start = System.nanoTime();
    long lastShown = start;
    for (int from = 0; from < items; from += BATCH) {
      put(client, batch(from, Math.min(items, from + BATCH), random));
      if (System.nanoTime() - lastShown > 1_000_000_000L) {
        lastShown = System.nanoTime();
        progress.printf("loading %s: %,d of %,d items%n", endpoint, from, items);
      }
    }
    progress.printf(
        "loaded %,d items into %s in %.1f s%n", items, endpoint, (System.nanoTime() - start) / 1e9);
  }

  private String batch(int from, int to, SplittableRandom random) {
    StringBuilder json = new StringBuilder(32 << 10);
    json.append("{\"RequestItems\":{\"").append(name).append("\":[");
    for (int item = from; item < to; item++) {
      json.append(item == from ? "" : ",").append("{\"PutRequest\":{\"Item\":");
      json.append(BenchItem.json(BenchItem.key(item), random));
      if (!moreAttributes.isEmpty()) {
        json.insert(json.length() - 1, "," + moreAttributes);
      }
      json.append("}}");
    }
    return json.append("]}}").toString();
  }

  private static void put(RawClient client, String batch) throws IOException {
    // Putting the whole batch again is the simplest retry, and puts may be repeated.
    for (int attempt = 1; ; attempt++) {
      Answer answer = client.call("BatchWriteItem", batch);
      if (answer.ok() && answer.body().replace(" ", "").contains("\"UnprocessedItems\":{}")) {
        return;
      }
      if (attempt == 10) {
        throw new IllegalStateException("Loading gets no further: " + answer);
      }
      LockSupport.parkNanos(Duration.ofMillis(20L << attempt).toNanos());
    }
  }

  /** Removes the table when there is one. */
  void remove() {
    try (RawClient client = RawClient.to(endpoint)) {
      remove(client);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove the table at " + endpoint, e);
    }
  }

  private void remove(RawClient client) throws IOException {
    Answer answer = client.call("DeleteTable", "{\"TableName\":\"%s\"}".formatted(name));
    if (answer.ok()) {
      awaitStatus(client, "ResourceNotFoundException");
    } else if (!"ResourceNotFoundException".equals(answer.errorName())) {
      answer.orThrow();
    }
  }

  private void awaitStatus(RawClient client, String wanted) throws IOException {
    long deadline = System.nanoTime() + STATUS_WITHIN.toNanos();
    while (true) {
      Answer answer = client.call("DescribeTable", "{\"TableName\":\"%s\"}".formatted(name));
      if (answer.body().replace(" ", "").contains(wanted)) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("The table did not become " + wanted + ": " + answer);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
