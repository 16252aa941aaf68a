package dev.stator.lab.bench;

import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A table of one partition that grows. Items are incompressible. */
final class OnePartition {
  private static final String NAME = "stator-heal";
  private static final int BATCH = 25;
  private static final int CLIENTS = 4;

  /** Batches from one line of progress to the next. */
  private static final int SHOWN_EVERY = 400;

  private static final int TRIES_MAX = 12;
  private static final Duration WITHIN = Duration.ofMinutes(2);

  private final List<Endpoint> endpoints;
  private final int itemBytes;
  private final PrintStream progress;
  private final AtomicLong next = new AtomicLong();

  OnePartition(List<Endpoint> endpoints, int itemBytes, PrintStream progress) {
    this.endpoints = List.copyOf(endpoints);
    this.itemBytes = itemBytes;
    this.progress = progress;
  }

  /** Little provisioned throughput makes it one partition; this version does not enforce it. */
  void make() {
    try (RawClient client = new RawClient(endpoints.getFirst(), WITHIN)) {
      client
          .call(
              "CreateTable",
              """
              {"TableName":"%s","BillingMode":"PROVISIONED",
               "ProvisionedThroughput":{"ReadCapacityUnits":10,"WriteCapacityUnits":10},
               "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
               "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
              """
                  .formatted(NAME))
          .orThrow();
      long deadline = System.nanoTime() + WITHIN.toNanos();
      String asked = "{\"TableName\":\"%s\"}".formatted(NAME);
      while (!client.call("DescribeTable", asked).body().contains("\"TableStatus\":\"ACTIVE\"")) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("The table did not become active");
        }
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the table", e);
    }
  }

  /** Puts items until they are so many bytes together. */
  void growTo(long bytes) {
    long items = bytes / itemBytes;
    long begun = System.nanoTime();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int own = i;
      CompletableFuture<Void> done = new CompletableFuture<>();
      clients.add(done);
      Thread.ofPlatform()
          .daemon()
          .name("loader-" + i)
          .start(() -> {
            try {
              load(own, items);
              done.complete(null);
            } catch (IOException | RuntimeException failed) {
              done.completeExceptionally(failed);
            }
          });
    }
    try {
      clients.forEach(CompletableFuture::join);
    } catch (CompletionException failed) {
      throw new IllegalStateException("Cannot load", failed.getCause());
    }
    next.set(Math.min(next.get(), items));
    progress.println(
        Numbers.format(
            "%,d items of %,d B in one partition, loaded in %.0f s",
            items, itemBytes, (System.nanoTime() - begun) / 1e9));
  }

  private void load(int own, long items) throws IOException {
    SplittableRandom random = new SplittableRandom(own);
    byte[] letters = new byte[itemBytes];
    try (RawClient client = new RawClient(endpoints.get(own % endpoints.size()), WITHIN)) {
      for (long from = next.getAndAdd(BATCH); from < items; from = next.getAndAdd(BATCH)) {
        StringBuilder json = new StringBuilder(BATCH * (itemBytes + 100));
        json.append("{\"RequestItems\":{\"").append(NAME).append("\":[");
        for (long item = from; item < Math.min(items, from + BATCH); item++) {
          json.append(item == from ? "" : ",")
              .append("{\"PutRequest\":{\"Item\":{\"pk\":{\"S\":\"item-")
              .append(item)
              .append("\"},\"v\":{\"S\":\"")
              .append(BenchItem.letters(letters, random))
              .append("\"}}}}");
        }
        put(client, json.append("]}}").toString());
        if (from / BATCH % SHOWN_EVERY == 0) {
          progress.println(Numbers.format("loading: %,d of %,d items", from, items));
        }
      }
    }
  }

  /** Putting the whole batch again is the simplest retry. */
  private static void put(RawClient client, String batch) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Answer answer = client.call("BatchWriteItem", batch);
      if (answer.ok() && answer.body().replace(" ", "").contains("\"UnprocessedItems\":{}")) {
        return;
      }
      if (attempt == TRIES_MAX) {
        throw new IllegalStateException("Loading gets no further: " + answer);
      }
      LockSupport.parkNanos(Duration.ofMillis(10L << attempt).toNanos());
    }
  }
}
