package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.ItemState;
import dev.stator.lab.check.Linearizability;
import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that read and write through all endpoints, round after round, and the check of all that
 * they saw.
 */
final class ClusterLoad {
  private static final int CLIENTS = 6;
  private static final int ITEMS = 12;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Else clients take the processors from processes that start. */
  private static final Duration PAUSE = Duration.ofMillis(8);

  private final String table;
  private final List<Endpoint> endpoints;
  private final SplittableRandom random;
  private final AtomicLong values = new AtomicLong();
  private final AtomicLong names = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

  /** What items of earlier rounds must still be. */
  private final Map<String, ItemState> settled = new LinkedHashMap<>();

  ClusterLoad(String table, List<Endpoint> endpoints, long seed) {
    this.table = table;
    this.endpoints = endpoints;
    this.random = new SplittableRandom(seed);
  }

  /** Operations that got an answer, over all rounds. */
  long answered() {
    return answered.get();
  }

  Round begin() {
    return new Round();
  }

  /** One phase of load. */
  final class Round {
    private final List<ItemHistory> histories = new CopyOnWriteArrayList<>();
    private final AtomicReferenceArray<ItemHistory> items = new AtomicReferenceArray<>(ITEMS);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private Round() {
      for (int i = 0; i < ITEMS; i++) {
        items.set(i, fresh());
      }
      for (int i = 0; i < CLIENTS; i++) {
        SplittableRandom own = random.split();
        threads.add(Thread.ofPlatform().daemon().name("client-" + i).start(() -> run(own)));
      }
    }

    private ItemHistory fresh() {
      ItemHistory item = new ItemHistory("i" + names.incrementAndGet());
      histories.add(item);
      return item;
    }

    private void run(SplittableRandom own) {
      try (ClusterClient client =
          new ClusterClient(table, endpoints, own.split(), values, violations::add)) {
        while (!stopped) {
          int slot = own.nextInt(ITEMS);
          ItemHistory item = items.get(slot);
          if (client.operate(item)) {
            answered.incrementAndGet();
          } else if (!item.begin()) {
            items.compareAndSet(slot, item, fresh());
          }
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    }

    /** Waits until so many more operations have been answered. */
    void awaitAnswers(long more, Duration within) {
      long wanted = answered.get() + more;
      long deadline = System.nanoTime() + within.toNanos();
      while (answered.get() < wanted) {
        assertThat(System.nanoTime())
            .as("waiting for %d answers, %d are missing", more, wanted - answered.get())
            .isLessThan(deadline);
        LockSupport.parkNanos(5_000_000);
      }
    }

    /** Ends the load, reads everything through every endpoint and checks it. */
    void verify() throws InterruptedException, IOException {
      stopped = true;
      for (Thread thread : threads) {
        assertThat(thread.join(Duration.ofSeconds(60))).as("a client ended").isTrue();
      }
      try (ClusterClient client =
          new ClusterClient(table, endpoints, random.split(), values, violations::add)) {
        for (ItemHistory item : histories) {
          settle(client, item);
        }
        assertThat(violations).isEmpty();
      }
    }

    private void settle(ClusterClient client, ItemHistory item) throws IOException {
      for (int endpoint = 0; endpoint < endpoints.size(); endpoint++) {
        assertThat(client.read(item, endpoint, ANSWER_WITHIN))
            .as("%s is read through %s", item.key(), endpoints.get(endpoint))
            .isTrue();
      }
      List<ItemOperation> operations = item.operations();
      assertThat(Linearizability.check(operations))
          .as("%s is linearizable:\n%s", item.key(), lines(operations))
          .isTrue();
      ItemState last = Objects.requireNonNull(operations.getLast().seen());
      settled.put(item.key(), last);
      for (int endpoint = 0; endpoint < endpoints.size(); endpoint++) {
        awaitEqual(client, item.key(), last, endpoint);
      }
    }
  }

  /** Each zone's replica holds this item, sooner or later. */
  private void awaitEqual(ClusterClient client, String key, ItemState state, int endpoint)
      throws IOException {
    Writers.await(
        ANSWER_WITHIN,
        "%s at %s is %s".formatted(key, endpoints.get(endpoint), state),
        () -> {
          Answer answer = client.eventual(key, endpoint);
          return answer.ok() && ItemRequests.state(answer.body()).equals(state);
        });
  }

  /** Everything that any round left is as it was, in every zone. */
  void verifyAll() throws IOException {
    try (ClusterClient client =
        new ClusterClient(table, endpoints, random.split(), values, violations::add)) {
      for (Map.Entry<String, ItemState> each : settled.entrySet()) {
        for (int endpoint = 0; endpoint < endpoints.size(); endpoint++) {
          ItemHistory reads = new ItemHistory(each.getKey());
          assertThat(client.read(reads, endpoint, ANSWER_WITHIN)).isTrue();
          assertThat(reads.operations().getLast().seen())
              .as("%s at %s", each.getKey(), endpoints.get(endpoint))
              .isEqualTo(each.getValue());
          awaitEqual(client, each.getKey(), each.getValue(), endpoint);
        }
      }
    }
  }

  private static String lines(List<ItemOperation> operations) {
    StringBuilder text = new StringBuilder();
    operations.stream()
        .sorted((x, y) -> Long.compare(x.invokedNanos(), y.invokedNanos()))
        .forEach(operation -> text.append(operation).append('\n'));
    return text.toString();
  }
}
