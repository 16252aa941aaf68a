package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Several writers on one table, and the check of everything that they did. */
final class Writers {
  private static final Pattern LAST_KEY =
      Pattern.compile("\"LastEvaluatedKey\"\\s*:\\s*(\\{\\s*\"pk\"\\s*:\\s*\\{[^}]*\\}\\s*\\})");

  private final String table;
  private final List<Writer> writers = new ArrayList<>();

  Writers(String table, int count, long seed) {
    this.table = table;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      writers.add(new Writer("w" + i, table, random.nextLong()));
    }
  }

  /** Load that goes on until the server is gone or it is told to end. */
  final class Load {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads;

    private Load(Endpoint endpoint) {
      threads =
          writers.stream()
              .map(writer ->
                  Thread.ofPlatform().daemon().start(() -> writer.run(endpoint, stopped::get)))
              .toList();
    }

    /** Ends the load and waits for its last answers. */
    void end() throws InterruptedException {
      stopped.set(true);
      for (Thread thread : threads) {
        assertThat(thread.join(Duration.ofSeconds(60))).as("a writer ended").isTrue();
      }
    }

    boolean running() {
      return threads.stream().anyMatch(Thread::isAlive);
    }
  }

  Load start(Endpoint endpoint) {
    return new Load(endpoint);
  }

  void makeTable(Endpoint endpoint) throws IOException {
    makeTable(endpoint, table);
  }

  static void makeTable(Endpoint endpoint, String table) throws IOException {
    try (RawClient client = RawClient.to(endpoint)) {
      client
          .call(
              "CreateTable",
              """
              {"TableName":"%s","BillingMode":"PAY_PER_REQUEST",
               "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
               "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
              """
                  .formatted(table))
          .orThrow();
      String described = "{\"TableName\":\"%s\"}".formatted(table);
      await(
          Duration.ofSeconds(30),
          "the table is active",
          () ->
              client
                  .call("DescribeTable", described)
                  .body()
                  .contains("\"TableStatus\":\"ACTIVE\""));
    }
  }

  /** Something to wait for. */
  interface Condition {
    boolean holds() throws IOException;
  }

  static void await(Duration within, String what, Condition condition) throws IOException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Every acknowledged write is there, every other one wholly or not at all, and nothing else. */
  void verify(Endpoint endpoint) throws IOException {
    try (RawClient client = RawClient.to(endpoint)) {
      for (Writer writer : writers) {
        writer.verifyAll(client);
      }
      assertThat(violations()).isEmpty();
      assertThat(scan(client)).as("items that a scan sees").isEqualTo(sum(Writer::existing));
    }
  }

  private long scan(RawClient client) throws IOException {
    long items = 0;
    String start = "";
    do {
      Answer page =
          client
              .call(
                  "Scan",
                  "{\"TableName\":\"%s\",\"ConsistentRead\":true%s}".formatted(table, start))
              .orThrow();
      Matcher last = LAST_KEY.matcher(page.body());
      boolean more = last.find();
      items += ItemForm.count(page.body()) - (more ? 1 : 0);
      start = more ? ",\"ExclusiveStartKey\":" + last.group(1) : "";
    } while (!start.isEmpty());
    return items;
  }

  List<String> violations() {
    return writers.stream().flatMap(writer -> writer.violations().stream()).toList();
  }

  long acknowledged() {
    return sum(Writer::acknowledged);
  }

  long refused() {
    return sum(Writer::refused);
  }

  String lastRefusal() {
    return writers.stream().map(Writer::lastRefusal).filter(r -> !r.isEmpty()).findAny().orElse("");
  }

  private long sum(ToLongFunction<Writer> figure) {
    return writers.stream().mapToLong(figure).sum();
  }
}
