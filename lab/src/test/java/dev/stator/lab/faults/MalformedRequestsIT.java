package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.ServerProcess;
import dev.stator.lab.process.StatorProcess;
import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * 100,000 requests that are wrong ({@code -Dstator.malformed.requests}, {@code -Dstator.seed}): no
 * 5xx, no growth of memory, and a right request still works. With {@code -Dstator.endpoint} a
 * server that runs already is held to the same; its memory is looked at when it runs on this
 * machine. With {@code -Dstator.subject=dynamodb-local} as well, which tests the test, 5xx are
 * counted only.
 */
class MalformedRequestsIT {
  private static final int REQUESTS = Integer.getInteger("stator.malformed.requests", 100_000);
  private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
  private static final int THREADS = 4;
  private static final int PHASES = 10;
  private static final String TABLE = "malformed";

  /** Another server, given to try the test itself, may well answer 5xx. */
  private static final boolean OURS =
      !"dynamodb-local".equals(System.getProperty("stator.subject"));

  /** The process's heap may still grow to its limit after the first phases; a leak goes on. */
  private static final long GROWTH_BYTES_MAX = 96L << 20;

  private final Map<String, Integer> seen = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void noRequestBreaksTheServer() throws Exception {
    String given = System.getProperty("stator.endpoint", "");
    if (!given.isBlank()) {
      Endpoint endpoint = Endpoint.parse(given);
      OptionalLong pid = Listener.pidOf(endpoint.port());
      if (pid.isPresent()) {
        run(endpoint, () -> ServerProcess.residentBytes(pid.getAsLong()));
        assertThat(ProcessHandle.of(pid.getAsLong())).as("the server's process").isPresent();
      } else {
        System.out.println("memory is not looked at: no process here listens at " + endpoint);
        run(endpoint, () -> 0);
      }
      return;
    }
    try (StatorProcess stator = StatorProcess.startedOnNewFolder()) {
      try {
        run(stator.endpoint(), () -> stator.process().residentBytes());
      } finally {
        System.out.println("the server" + stator.process().end() + ":\n" + stator.output());
      }
      assertThat(stator.process().alive()).isTrue();
      assertThat(stator.output()).doesNotContain("OutOfMemoryError");
    }
  }

  private void run(Endpoint endpoint, LongSupplier memory) throws Exception {
    System.out.println("replay with -Dstator.seed=" + SEED);
    Writers.makeTable(endpoint, TABLE);
    putWitness(endpoint);
    long early = 0;
    for (int phase = 0; phase < PHASES; phase++) {
      send(endpoint, phase);
      assertThat(wrong).isEmpty();
      readWitness(endpoint);
      if (phase == 2) {
        early = memory.getAsLong();
      }
    }
    long late = memory.getAsLong();
    System.out.printf(
        "%,d malformed requests: %s%nresident %d MiB after 30 %%, %d MiB at the end%n",
        REQUESTS, new TreeMap<>(seen), early >> 20, late >> 20);
    assertThat(late - early).as("growth of memory in bytes").isLessThan(GROWTH_BYTES_MAX);
    try (RawClient client = RawClient.to(endpoint)) {
      client.call("DeleteTable", "{\"TableName\":\"%s\"}".formatted(TABLE)).orThrow();
    }
  }

  private void send(Endpoint endpoint, int phase) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int thread = 0; thread < THREADS; thread++) {
      long seed = SEED + phase * THREADS + thread;
      threads.execute(() -> sendMany(endpoint, seed));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).as("all answered").isTrue();
  }

  private void sendMany(Endpoint endpoint, long seed) {
    MalformedRequests requests = new MalformedRequests(endpoint, TABLE, seed);
    try (RawClient client = RawClient.to(endpoint)) {
      for (int i = 0; i < REQUESTS / PHASES / THREADS && wrong.isEmpty(); i++) {
        MalformedRequests.Request request = requests.next();
        if (request.http()) {
          exchange(client, request);
        } else {
          throwAtServer(endpoint, request);
        }
      }
    } catch (RuntimeException e) {
      wrong.add(e.toString());
    }
  }

  private void exchange(RawClient client, MalformedRequests.Request request) {
    try {
      Answer answer = client.exchange(request.bytes());
      count(request.kind() + " " + answer.status());
      if (answer.status() >= 500 && OURS) {
        wrong.add(request.kind() + " was answered with " + answer + "\n" + text(request));
      }
    } catch (IOException e) {
      wrong.add(request.kind() + " was not answered: " + e + "\n" + text(request));
    }
  }

  /** Sends, says that no more will come, and takes whatever comes back. */
  private void throwAtServer(Endpoint endpoint, MalformedRequests.Request request) {
    try (Socket socket = new Socket(endpoint.host(), endpoint.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.bytes());
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readNBytes(12);
      String status =
          answer.length < 12 ? "closed" : new String(answer, 9, 3, StandardCharsets.US_ASCII);
      count(request.kind() + " " + status);
      // 501 and 505 are HTTP's own words for methods, encodings and versions that nobody speaks.
      if (OURS && status.startsWith("5") && !status.equals("501") && !status.equals("505")) {
        wrong.add(request.kind() + " was answered with " + status + "\n" + text(request));
      }
    } catch (IOException e) {
      // Closed while we were still sending: a fair answer to broken HTTP, unless the server is
      // gone.
      count(request.kind() + " reset");
    }
  }

  private void count(String outcome) {
    seen.merge(outcome, 1, Integer::sum);
  }

  private static String text(MalformedRequests.Request request) {
    String text = new String(request.bytes(), StandardCharsets.ISO_8859_1);
    return text.length() > 3_000 ? text.substring(0, 3_000) + "..." : text;
  }

  private static void putWitness(Endpoint endpoint) throws IOException {
    try (RawClient client = RawClient.to(endpoint)) {
      String item = ItemForm.item("witness", 42);
      client.call("PutItem", "{\"TableName\":\"%s\",\"Item\":%s}".formatted(TABLE, item)).orThrow();
    }
  }

  private static void readWitness(Endpoint endpoint) throws IOException {
    try (RawClient client = new RawClient(endpoint, Duration.ofSeconds(10))) {
      String key = ItemForm.key("witness");
      Answer answer =
          client.call("GetItem", "{\"TableName\":\"%s\",\"Key\":%s}".formatted(TABLE, key));
      assertThat(ItemForm.version(answer)).isEqualTo(42);
    }
  }
}
