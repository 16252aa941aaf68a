package dev.stator.lab.streams;

import static dev.stator.lab.streams.Clients.key;
import static dev.stator.lab.streams.Clients.text;

import dev.stator.lab.wire.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writers that change items of a table, each those of its own, with a value never used before. */
final class Changes implements AutoCloseable {
  private static final int ITEMS_EACH = 5;
  private static final Duration AGAIN = Duration.ofMillis(50);

  private final String table;
  private final List<Endpoint> endpoints;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong values = new AtomicLong();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final int writers;

  Changes(String table, List<Endpoint> endpoints, int writers, long seed) {
    this.table = table;
    this.endpoints = endpoints;
    this.writers = writers;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < writers; i++) {
      int writer = i;
      SplittableRandom own = random.split();
      threads.add(Thread.ofPlatform().name("writer-" + i).unstarted(() -> run(writer, own)));
    }
  }

  Changes start() {
    threads.forEach(Thread::start);
    return this;
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** Waits until so many more writes are acknowledged. */
  void awaitMore(int count) {
    int target = acknowledged.size() + count;
    Wait.until(
        Duration.ofSeconds(120), count + " more writes", () -> acknowledged.size() >= target);
  }

  private void run(int writer, SplittableRandom random) {
    List<DynamoDbClient> clients = endpoints.stream().map(Clients::tables).toList();
    int at = writer % clients.size();
    while (!stop.get()) {
      String item = "item-" + writer + "-" + random.nextInt(ITEMS_EACH);
      try {
        change(clients.get(at), item, random);
      } catch (SdkException lost) {
        // It may have happened. The next try goes elsewhere.
        at = (at + 1) % clients.size();
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
    clients.forEach(DynamoDbClient::close);
  }

  private void change(DynamoDbClient client, String item, SplittableRandom random) {
    String value = "v" + values.incrementAndGet();
    switch (random.nextInt(4)) {
      case 0 -> client.deleteItem(r -> r.tableName(table).key(key(item)));
      case 1 -> {
        client.updateItem(r ->
            r.tableName(table)
                .key(key(item))
                .updateExpression("SET v = :v")
                .expressionAttributeValues(Map.of(":v", text(value))));
        acknowledged.add(value);
      }
      default -> {
        Map<String, AttributeValue> whole =
            Map.of("k", text(item), "v", text(value), "pad", text("x".repeat(200)));
        client.putItem(r -> r.tableName(table).item(whole));
        acknowledged.add(value);
        // Once more: nothing changes, so there must be no record.
        client.putItem(r -> r.tableName(table).item(whole));
      }
    }
  }

  /** Ends the writers. */
  void end() {
    stop.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The chains end where the items are, and hold everything that was acknowledged. */
  void verify(DynamoDbClient client, Chains chains, StreamReader reader) {
    for (int writer = 0; writer < writers; writer++) {
      for (int i = 0; i < ITEMS_EACH; i++) {
        String item = "item-" + writer + "-" + i;
        Wait.until(
            Duration.ofSeconds(60),
            "the stream's last record of " + item,
            () -> {
              reader.check();
              return client
                  .getItem(r -> r.tableName(table).key(key(item)).consistentRead(true))
                  .item()
                  .equals(chains.item(item));
            });
      }
    }
    List<String> missing = acknowledged.stream().filter(value -> !chains.saw(value)).toList();
    if (!missing.isEmpty()) {
      throw new AssertionError("acknowledged, and in no record: " + missing);
    }
    reader.check();
  }

  @Override
  public void close() {
    end();
  }
}
