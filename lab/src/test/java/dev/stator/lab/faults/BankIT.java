package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in the middle of transactions, again and again on the same data: no money comes or goes,
 * what is counted in two places is the same in both, and nothing stays in the way of anybody
 * ({@code -Dstator.bank.rounds}, {@code -Dstator.seed}).
 */
class BankIT {
  private static final int ROUNDS = Integer.getInteger("stator.bank.rounds", 8);
  private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
  private static final int ACCOUNTS = 8;
  private static final int EACH = 1_000;
  private static final int THREADS = 4;
  private static final Duration FREE_WITHIN = Duration.ofSeconds(30);
  private static final int WORK_OF_A_ROUND = 20;
  private static final Duration WORK_WITHIN = Duration.ofSeconds(60);
  private static final Pattern BALANCE = Pattern.compile("\"bal\":\\{\"N\":\"(-?\\d+)\"\\}");
  private static final Pattern COUNT = Pattern.compile("\"n\":\\{\"N\":\"(\\d+)\"\\}");

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong transfers = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong maybeCounted = new AtomicLong();

  @Test
  void noMoneyComesOrGoes(@TempDir Path folder) throws Exception {
    System.out.println("replay with -Dstator.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    try (Subject server = Subject.on(folder.resolve("data"))) {
      server.start();
      make(server.endpoint());
      for (int round = 1; round <= ROUNDS; round++) {
        AtomicBoolean running = new AtomicBoolean(true);
        List<Thread> clients = clients(server.endpoint(), random, running);
        awaitWork(server, transfers.get() + counted.get() + WORK_OF_A_ROUND);
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(500)).toNanos());
        server.killNine();
        running.set(false);
        for (Thread client : clients) {
          client.join();
        }
        server.start();
        verify(server.endpoint());
        assertThat(wrong).isEmpty();
      }
    }
    System.out.printf(
        "kill -9: %d rounds, %,d transfers, %,d counted, %,d of unknown outcome%n",
        ROUNDS, transfers.get(), counted.get(), maybeCounted.get());
  }

  private void awaitWork(Subject server, long wanted) {
    long deadline = System.nanoTime() + WORK_WITHIN.toNanos();
    while (transfers.get() + counted.get() < wanted) {
      assertThat(System.nanoTime() - deadline)
          .as("transactions are done in time: %s", server.output())
          .isNegative();
      LockSupport.parkNanos(5_000_000L);
    }
  }

  private static String account(int number) {
    return "account-" + number;
  }

  private static void make(Endpoint endpoint) throws IOException {
    try (RawClient client = RawClient.to(endpoint)) {
      client
          .call(
              "CreateTable",
              """
              {"TableName":"bank","BillingMode":"PAY_PER_REQUEST",
               "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
               "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
              """)
          .orThrow();
      long deadline = System.nanoTime() + FREE_WITHIN.toNanos();
      List<String> puts = new ArrayList<>();
      for (int i = 0; i < ACCOUNTS; i++) {
        puts.add(
            "{\"Put\":{\"TableName\":\"bank\",\"Item\":{\"pk\":{\"S\":\"%s\"},\"bal\":{\"N\":\"%d\"}}}}"
                .formatted(account(i), EACH));
      }
      String request = "{\"TransactItems\":[" + String.join(",", puts) + "]}";
      while (!client.call("TransactWriteItems", request).ok()) {
        assertThat(System.nanoTime() - deadline).as("the table serves in time").isNegative();
        LockSupport.parkNanos(20_000_000L);
      }
    }
  }

  private List<Thread> clients(Endpoint endpoint, SplittableRandom random, AtomicBoolean running) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom own = random.split();
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                try (RawClient client = RawClient.to(endpoint)) {
                  while (running.get()) {
                    if (own.nextInt(3) == 0) {
                      count(client, own);
                    } else {
                      transfer(client, own);
                    }
                  }
                } catch (IOException killed) {
                  // As it was meant.
                }
              }));
    }
    return clients;
  }

  private void transfer(RawClient client, SplittableRandom random) throws IOException {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    List<Long> before = balances(client, List.of(account(from), account(to)));
    if (before.size() == 2) {
      long amount = 1 + random.nextInt(9);
      String request =
          "{\"TransactItems\":[%s,%s]}"
              .formatted(
                  set(account(from), before.get(0), before.get(0) - amount),
                  set(account(to), before.get(1), before.get(1) + amount));
      if (client.call("TransactWriteItems", request).ok()) {
        transfers.incrementAndGet();
      }
    }
  }

  private static String set(String account, long before, long after) {
    return """
    {"Update":{"TableName":"bank","Key":{"pk":{"S":"%s"}},"UpdateExpression":"SET bal = :a",
     "ConditionExpression":"bal = :b","ExpressionAttributeValues":{":a":{"N":"%d"},":b":{"N":"%d"}}}}\
    """
        .formatted(account, after, before);
  }

  /** What was found, or nothing when something was in the way. */
  private static List<Long> balances(RawClient client, List<String> accounts) throws IOException {
    List<String> gets = new ArrayList<>();
    for (String account : accounts) {
      gets.add(get(account));
    }
    Answer answer =
        client.call("TransactGetItems", "{\"TransactItems\":[" + String.join(",", gets) + "]}");
    return answer.ok() ? numbers(BALANCE, answer.body()) : List.of();
  }

  private static String get(String key) {
    return "{\"Get\":{\"TableName\":\"bank\",\"Key\":{\"pk\":{\"S\":\"%s\"}}}}".formatted(key);
  }

  private static List<Long> numbers(Pattern pattern, String body) {
    List<Long> numbers = new ArrayList<>();
    Matcher matcher = pattern.matcher(body.replace(" ", ""));
    while (matcher.find()) {
      numbers.add(Long.parseLong(matcher.group(1)));
    }
    return numbers;
  }

  /** Nothing but its token keeps this from being done twice, when its answer is lost. */
  private void count(RawClient client, SplittableRandom random) throws IOException {
    String request =
        """
        {"ClientRequestToken":"%d","TransactItems":[
         {"Update":{"TableName":"bank","Key":{"pk":{"S":"left"}},"UpdateExpression":"ADD n :o",
          "ExpressionAttributeValues":{":o":{"N":"1"}}}},
         {"Update":{"TableName":"bank","Key":{"pk":{"S":"right"}},"UpdateExpression":"ADD n :o",
          "ExpressionAttributeValues":{":o":{"N":"1"}}}}]}\
        """
            .formatted(random.nextLong());
    maybeCounted.incrementAndGet();
    Answer answer = client.call("TransactWriteItems", request);
    if (answer.ok()) {
      counted.incrementAndGet();
      Answer again = client.call("TransactWriteItems", request);
      if (!again.ok()) {
        wrong.add("a repetition was answered " + again);
      }
    }
    if (answer.status() < 500) {
      maybeCounted.decrementAndGet();
    }
  }

  /** Asks until nothing is in the way any more: what was left has to be finished by itself. */
  private void verify(Endpoint endpoint) throws IOException {
    long deadline = System.nanoTime() + FREE_WITHIN.toNanos();
    List<String> accounts = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts.add(account(i));
    }
    try (RawClient client = RawClient.to(endpoint)) {
      List<Long> balances;
      while ((balances = balances(client, accounts)).size() < ACCOUNTS) {
        assertThat(System.nanoTime() - deadline).as("all is free in time").isNegative();
        LockSupport.parkNanos(50_000_000L);
      }
      assertThat(balances.stream().mapToLong(Long::longValue).sum()).isEqualTo(ACCOUNTS * EACH);
      Answer counts;
      String both = "{\"TransactItems\":[" + get("left") + "," + get("right") + "]}";
      while (!(counts = client.call("TransactGetItems", both)).ok()) {
        assertThat(System.nanoTime() - deadline).as("all is free in time").isNegative();
        LockSupport.parkNanos(50_000_000L);
      }
      List<Long> found = numbers(COUNT, counts.body());
      if (!found.isEmpty()) {
        assertThat(found).hasSize(2);
        assertThat(found.get(0)).isEqualTo(found.get(1));
        assertThat(found.get(0)).isBetween(counted.get(), counted.get() + maybeCounted.get());
      }
    }
  }
}
