package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.check.Serializability;
import dev.stator.lab.check.TransactionOperation;
import dev.stator.lab.check.TransactionOperation.Outcome;
import dev.stator.lab.faults.BankRequests.Account;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A bank in a cluster, its clients, all that these saw, and the check of it. */
final class ClusterBank {
  static final List<String> ACCOUNTS =
      IntStream.range(0, 8).mapToObj(number -> "account-" + number).toList();

  /** Always counted up together. */
  static final List<String> COUNTERS = List.of("left", "right");

  private static final long EACH = 1_000;
  private static final int CLIENTS = 5;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Else clients take the processors from processes that start. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final List<Endpoint> endpoints;
  private final SplittableRandom random;
  private final List<TransactionOperation> history =
      Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong ids = new AtomicLong();
  private final AtomicLong[] outcomes = new AtomicLong[Outcome.values().length];
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong maybeCounted = new AtomicLong();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  ClusterBank(List<Endpoint> endpoints, long seed) {
    this.endpoints = List.copyOf(endpoints);
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = new AtomicLong();
    }
  }

  /** Opens all accounts. */
  void make() throws IOException {
    try (RawClient client = new RawClient(endpoints.getFirst(), WITHIN)) {
      client.call("CreateTable", BankRequests.create()).orThrow();
      Writers.await(
          WITHIN,
          "the bank opens",
          () -> client.call("TransactWriteItems", BankRequests.open(ACCOUNTS, EACH)).ok());
    }
  }

  /** What all accounts hold together, always. */
  long sum() {
    return ACCOUNTS.size() * EACH;
  }

  long newId() {
    return ids.incrementAndGet();
  }

  /** Something was asked again with its token because nobody knew what had become of it. */
  void noteRepeated() {
    repeated.incrementAndGet();
  }

  void noteCount(Outcome outcome) {
    outcomes[outcome.ordinal()].incrementAndGet();
    switch (outcome) {
      case DONE -> counted.incrementAndGet();
      case UNKNOWN -> maybeCounted.incrementAndGet();
      case NOTHING -> {}
    }
  }

  void noteWrong(String what) {
    wrong.add(what);
  }

  void note(
      long id,
      Map<String, Account> seen,
      SortedSet<String> written,
      long invokedNanos,
      Outcome outcome) {
    long returnedNanos = System.nanoTime();
    outcomes[outcome.ordinal()].incrementAndGet();
    Map<String, Long> versions = new TreeMap<>();
    seen.forEach((name, account) -> versions.put(name, account.version()));
    history.add(
        new TransactionOperation(id, versions, written, invokedNanos, returnedNanos, outcome));
  }

  private long done() {
    return outcomes[Outcome.DONE.ordinal()].get();
  }

  String summary() {
    return "%,d done, %,d refused, %,d asked again by token, %,d of unknown outcome"
        .formatted(
            done(),
            outcomes[Outcome.NOTHING.ordinal()].get(),
            repeated.get(),
            outcomes[Outcome.UNKNOWN.ordinal()].get());
  }

  Opening open() {
    return new Opening();
  }

  /** Clients at work. */
  final class Opening {
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean closed;

    private Opening() {
      for (int i = 0; i < CLIENTS; i++) {
        SplittableRandom own = random.split();
        clients.add(Thread.ofPlatform().daemon().name("client-" + i).start(() -> work(own)));
      }
    }

    private void work(SplittableRandom own) {
      try (BankClient client = new BankClient(ClusterBank.this, endpoints, own)) {
        while (!closed) {
          client.operate();
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      } catch (RuntimeException e) {
        noteWrong("a client failed: " + e);
      }
    }

    /** Waits until so many more operations have taken effect. */
    void awaitWork(long more) {
      long wanted = done() + more;
      long deadline = System.nanoTime() + WITHIN.toNanos();
      while (done() < wanted && wrong.isEmpty()) {
        assertThat(System.nanoTime() - deadline)
            .as("%d operations are done in time; %s", more, summary())
            .isNegative();
        LockSupport.parkNanos(5_000_000L);
      }
      assertThat(wrong).isEmpty();
    }

    /** Ends the clients, and checks everything that any client has seen so far. */
    void verify() throws InterruptedException, IOException {
      closed = true;
      for (Thread client : clients) {
        assertThat(client.join(Duration.ofSeconds(90))).as("a client ended").isTrue();
      }
      check();
    }
  }

  private void check() throws IOException {
    try (BankClient client = new BankClient(this, endpoints, random.split())) {
      // Whatever were still prepared would be in the way.
      for (String name : ACCOUNTS) {
        Writers.await(WITHIN, name + " is free", () -> client.touch(name) == Outcome.DONE);
      }
      Map<String, Account> last = client.readAll(WITHIN);
      assertThat(last.values().stream().mapToLong(Account::balance).sum())
          .as("all the money, %s", last)
          .isEqualTo(sum());
      Map<String, Long> versions = new TreeMap<>();
      last.forEach((name, account) -> versions.put(name, account.version()));
      assertThat(Serializability.violation(List.copyOf(history), versions)).isNull();
      checkCounts(client.counts(WITHIN));
    }
    assertThat(wrong).isEmpty();
  }

  private void checkCounts(List<Long> found) {
    List<Long> counts = found.isEmpty() ? List.of(0L, 0L) : found;
    assertThat(counts).as("counters").hasSize(2);
    assertThat(counts.get(0)).as("counted together").isEqualTo(counts.get(1));
    assertThat(counts.get(0))
        .as("what was counted")
        .isBetween(counted.get(), counted.get() + maybeCounted.get());
  }

  static SortedSet<String> names(String... names) {
    return new TreeSet<>(List.of(names));
  }
}
