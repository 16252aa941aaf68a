package dev.stator.lab.faults;

import dev.stator.lab.check.TransactionOperation.Outcome;
import dev.stator.lab.faults.BankRequests.Account;
import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.ErrorNames;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client of a bank, who asks all endpoints in turn. What nobody answered is asked again with
 * its token, elsewhere, until it is known. Not thread safe.
 */
final class BankClient implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(45);
  private static final long AGAIN_NANOS_MIN = 25_000_000L;
  private static final long AGAIN_NANOS_MAX = 400_000_000L;

  private final ClusterBank bank;
  private final List<RawClient> connections;
  private final SplittableRandom random;
  private final Rotation rotation;

  BankClient(ClusterBank bank, List<Endpoint> endpoints, SplittableRandom random) {
    this.bank = bank;
    this.connections =
        endpoints.stream().map(endpoint -> new RawClient(endpoint, ANSWER_WITHIN)).toList();
    this.random = random;
    this.rotation = new Rotation(connections.size(), random.nextInt(connections.size()));
  }

  /** Does one thing of many. */
  void operate() {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> transfer();
      case 3, 4, 5 -> writeAsOtherIs();
      case 6 -> readAll();
      case 7 -> touch(account());
      default -> count();
    }
  }

  private static String account(int number) {
    return ClusterBank.ACCOUNTS.get(number);
  }

  private String account() {
    return account(random.nextInt(ClusterBank.ACCOUNTS.size()));
  }

  private List<String> two() {
    int count = ClusterBank.ACCOUNTS.size();
    int one = random.nextInt(count);
    return List.of(account(one), account((one + 1 + random.nextInt(count - 1)) % count));
  }

  private void transfer() {
    List<String> names = two();
    Map<String, Account> before = read(names);
    Account from = before.get(names.get(0));
    Account to = before.get(names.get(1));
    if (from == null || to == null) {
      return;
    }
    long amount = 1 + random.nextInt(9);
    long id = bank.newId();
    write(
        id,
        before,
        names,
        List.of(
            BankRequests.update(names.get(0), from, new Account(from.balance() - amount, id)),
            BankRequests.update(names.get(1), to, new Account(to.balance() + amount, id))));
  }

  /**
   * Writes one account while another is as it was seen. Two clients that do this crosswise, each
   * with the other's account, make a circle unless one is refused: write skew.
   */
  private void writeAsOtherIs() {
    // Few pairs, so that clients meet.
    int pair = random.nextInt(ClusterBank.ACCOUNTS.size() / 2);
    boolean first = random.nextBoolean();
    String checked = account(2 * pair + (first ? 0 : 1));
    String written = account(2 * pair + (first ? 1 : 0));
    Map<String, Account> before = read(List.of(checked, written));
    Account other = before.get(checked);
    Account own = before.get(written);
    if (other == null || own == null) {
      return;
    }
    long id = bank.newId();
    write(
        id,
        before,
        List.of(written),
        List.of(
            BankRequests.check(checked, other),
            BankRequests.update(written, own, new Account(own.balance(), id))));
  }

  private void write(
      long id, Map<String, Account> seen, List<String> written, List<String> actions) {
    long invoked = System.nanoTime();
    Outcome outcome =
        asked(
                "TransactWriteItems",
                BankRequests.together("operation-" + id, actions),
                true,
                KNOWN_WITHIN)
            .outcome();
    bank.note(id, seen, new TreeSet<>(written), invoked, outcome);
  }

  /** Nothing but its token keeps this from being done twice. */
  private void count() {
    String request =
        BankRequests.together(
            "count-" + bank.newId(),
            ClusterBank.COUNTERS.stream().map(BankRequests::count).toList());
    Outcome outcome = asked("TransactWriteItems", request, true, KNOWN_WITHIN).outcome();
    bank.noteCount(outcome);
    if (outcome == Outcome.DONE && random.nextInt(4) == 0) {
      Asked again = asked("TransactWriteItems", request, true, KNOWN_WITHIN);
      if (again.outcome() == Outcome.NOTHING) {
        bank.noteWrong("a repetition was answered " + again);
      }
    }
  }

  /** A write past all transactions. */
  Outcome touch(String name) {
    Map<String, Account> before = read(List.of(name));
    Account own = before.get(name);
    if (own == null) {
      return Outcome.NOTHING;
    }
    long id = bank.newId();
    long invoked = System.nanoTime();
    String request = BankRequests.plainUpdate(name, own, new Account(own.balance(), id));
    Outcome outcome = asked("UpdateItem", request, false, KNOWN_WITHIN).outcome();
    bank.note(id, before, ClusterBank.names(name), invoked, outcome);
    return outcome;
  }

  private void readAll() {
    Map<String, Account> all = read(ClusterBank.ACCOUNTS);
    long sum = all.values().stream().mapToLong(Account::balance).sum();
    if (!all.isEmpty() && sum != bank.sum()) {
      bank.noteWrong("a read of all accounts found " + sum + ": " + all);
    }
  }

  /** All accounts at one moment, asked for until there is an answer. */
  Map<String, Account> readAll(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    Map<String, Account> all;
    while ((all = read(ClusterBank.ACCOUNTS)).isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("All accounts cannot be read in " + within);
      }
    }
    return all;
  }

  /** Accounts as they were at one moment; none when something was in the way. */
  private Map<String, Account> read(List<String> names) {
    long id = bank.newId();
    long invoked = System.nanoTime();
    Asked asked = asked("TransactGetItems", BankRequests.read(names), true, ANSWER_WITHIN);
    if (asked.outcome() != Outcome.DONE) {
      return Map.of();
    }
    List<Account> found = BankRequests.accounts(asked.body());
    if (found.size() != names.size()) {
      bank.noteWrong("a read of " + names + " found " + asked);
      return Map.of();
    }
    Map<String, Account> seen = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      seen.put(names.get(i), found.get(i));
    }
    bank.note(id, seen, new TreeSet<>(), invoked, Outcome.DONE);
    return seen;
  }

  /** The counters, asked for until there is an answer. */
  List<Long> counts(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      Asked asked =
          asked("TransactGetItems", BankRequests.read(ClusterBank.COUNTERS), true, ANSWER_WITHIN);
      if (asked.outcome() == Outcome.DONE) {
        return BankRequests.counts(asked.body());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("The counters cannot be read in " + within);
      }
    }
  }

  /**
   * What became of a request.
   *
   * @param body of the last answer
   */
  private record Asked(Outcome outcome, String body) {}

  private Asked asked(String operation, String json, boolean repeatable, Duration within) {
    Tries tries = new Tries();
    Answer answer = ask(operation, json, repeatable, within, tries);
    if (answer == null) {
      return new Asked(Outcome.UNKNOWN, "");
    }
    Outcome outcome = outcome(answer);
    return new Asked(
        outcome == Outcome.NOTHING && tries.lingering ? Outcome.UNKNOWN : outcome, answer.body());
  }

  /** Whether somebody may still be working on an earlier try. */
  private static final class Tries {
    boolean lingering;
  }

  private Outcome outcome(Answer answer) {
    return switch (answer.errorName()) {
      case "" -> Outcome.DONE;
      case "TransactionCanceledException",
          "TransactionConflictException",
          "ConditionalCheckFailedException" ->
          Outcome.NOTHING;
      default -> {
        bank.noteWrong("refused: " + answer);
        yield Outcome.NOTHING;
      }
    };
  }

  /**
   * Asks until the outcome is known.
   *
   * @param repeatable whether doing it twice is doing it once
   * @return null when the outcome stayed unknown
   */
  private @Nullable Answer ask(
      String operation, String json, boolean repeatable, Duration within, Tries tries) {
    long deadline = System.nanoTime() + within.toNanos();
    long wait = AGAIN_NANOS_MIN;
    while (System.nanoTime() - deadline < 0) {
      int endpoint = rotation.next();
      try {
        Answer answer = connections.get(endpoint).call(operation, json);
        String error = answer.errorName();
        boolean certain = ErrorNames.isThrottle(error);
        boolean unknown = answer.status() >= 500 || error.equals("TransactionInProgressException");
        if (!certain && !unknown) {
          return answer;
        }
        if (!certain && !repeatable) {
          return null;
        }
        if (answer.status() >= 500) {
          rotation.keepAwayFrom(endpoint);
        }
      } catch (ConnectException nobody) {
        rotation.keepAwayFrom(endpoint);
      } catch (IOException lost) {
        rotation.keepAwayFrom(endpoint);
        tries.lingering |= lost instanceof SocketTimeoutException;
        if (!repeatable) {
          return null;
        }
      }
      bank.noteRepeated();
      LockSupport.parkNanos(wait);
      wait = Math.min(AGAIN_NANOS_MAX, 2 * wait);
    }
    return null;
  }

  @Override
  public void close() {
    connections.forEach(RawClient::close);
  }
}
