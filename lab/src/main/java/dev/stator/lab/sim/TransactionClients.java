package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.lab.check.Serializability;
import dev.stator.lab.check.TransactionOperation;
import dev.stator.lab.check.TransactionOperation.Outcome;
import dev.stator.model.Item;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.router.transaction.ReadOutcome;
import dev.stator.router.transaction.Transactions;
import dev.stator.router.transaction.WriteOutcome;
import dev.stator.server.core.NodeCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Clients that move money between accounts, read all of them at once, write single ones past the
 * transactions, count in two places at once, and keep an item in one of two places. All of it
 * through whatever node they come upon; what nobody answered is asked again, with its token.
 */
final class TransactionClients {
  private static final int CLIENTS = 6;
  private static final int TRIES_MAX = 4;
  private static final int GROWN = 20;
  private static final long ANSWER_NANOS_MAX = 60 * World.SECONDS;

  private final ClusterWorld world;
  private final RandomSource random;
  private final Function<ClusterMachine, @Nullable Transactions> transactions;
  private final IndexedTable table;
  private final TreeSet<String> written = new TreeSet<>();
  private final List<TransactionOperation> history = new ArrayList<>();
  private final TreeMap<String, Bank.Account> known = new TreeMap<>();
  private boolean running = true;
  private boolean made;
  private boolean swapMade;
  private int underWay;
  private long lastId;
  private long answered;
  private long unknown;
  private long refused;
  private long reads;
  private long counted;
  private long maybeCounted;

  /**
   * @param transactions of a machine that is up
   */
  TransactionClients(
      ClusterWorld world, Function<ClusterMachine, @Nullable Transactions> transactions) {
    this.world = world;
    this.random = world.random.fork();
    this.transactions = transactions;
    this.table = new IndexedTable(world, Bank.TABLE, () -> answered > GROWN);
    for (int i = 0; i < CLIENTS; i++) {
      next();
    }
  }

  void stop() {
    running = false;
    table.stop();
  }

  /** What was acknowledged, as {@link IndexOracle#label} names it. */
  SortedSet<String> written() {
    return written;
  }

  IndexedTable table() {
    return table;
  }

  boolean quiet() {
    return underWay == 0;
  }

  /** Transactions of which the outcome is known, other than refusals. */
  long answered() {
    return answered;
  }

  long unknown() {
    return unknown;
  }

  long refused() {
    return refused;
  }

  /** Read transactions that were answered with items. */
  long reads() {
    return reads;
  }

  /** Checks the whole history against what the stores hold at the end. */
  void checkAll() {
    if (!made) {
      return;
    }
    Map<String, Long> last = new TreeMap<>();
    long sum = 0;
    for (String name : Bank.ACCOUNTS) {
      Bank.Account account = Bank.account(stored(name));
      Violation.unless(account != null, "account " + name + " is gone");
      if (account != null) {
        last.put(name, account.version());
        sum += account.balance();
      }
    }
    Violation.unless(sum == Bank.SUM, "at the end the accounts hold " + sum);
    String wrong = Serializability.violation(history, last);
    Violation.unless(wrong == null, String.valueOf(wrong));
    long left = Bank.count(stored(Bank.COUNTERS.get(0)));
    long right = Bank.count(stored(Bank.COUNTERS.get(1)));
    Violation.unless(left == right, "counters that are written together: " + left + ", " + right);
    Violation.unless(
        left >= counted && left <= counted + maybeCounted,
        "counted " + left + ", acknowledged " + counted + ", maybe " + maybeCounted);
    if (swapMade) {
      int there = 0;
      for (String name : Bank.PLACES) {
        there += stored(name) == null ? 0 : 1;
      }
      Violation.unless(there == 1, "the item that moves is in " + there + " places");
    }
  }

  /** What the store of the leader holds. */
  private @Nullable Item stored(String name) {
    TableDescriptor known = table.find();
    if (known == null) {
      throw new Violation("the table of the clients is gone");
    }
    long partition = Bank.partition(known, name);
    byte[] row = world.holder(partition).engine.get(RowKeys.itemKey(partition, Bank.key(name)));
    return row == null ? null : StoredRow.of(row).item();
  }

  private void next() {
    long pause = random.chance(0.1) ? 80 * World.MILLIS : 12 * World.MILLIS;
    world.simulation.after(1 + random.nextLong(pause), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    Place place = place();
    if (place == null) {
      next();
    } else if (!made) {
      makeAll(place);
    } else {
      switch (random.nextInt(13)) {
        case 0, 1, 2, 3 -> transfer(place);
        case 4, 5, 6 -> readAll(place);
        case 7, 8 -> writePlainly(place);
        case 9 -> count(place);
        case 10 -> swap(place);
        case 11 -> putMortals(place);
        default -> readPlaces(place);
      }
    }
  }

  /** A machine that a client may ask. */
  private record Place(
      ClusterMachine machine, NodeCore core, Transactions transactions, TableDescriptor table) {}

  private @Nullable Place place() {
    ClusterMachine machine = world.someone();
    NodeCore core = machine.core();
    Transactions coordinator = core == null ? null : transactions.apply(machine);
    TableDescriptor known = table.serving(machine);
    return core == null || coordinator == null || known == null
        ? null
        : new Place(machine, core, coordinator, known);
  }

  /**
   * Asks, and asks again elsewhere while nobody knows.
   *
   * @param send gives the request to a machine
   * @param ended gets the last answer, and whether an earlier try may have done it
   */
  private <T> void ask(
      Place first,
      boolean repeatable,
      Sending<T> send,
      Function<T, Outcome> judge,
      Ended<T> ended) {
    underWay++;
    new Asking<>(repeatable, send, judge, ended).ask(first);
  }

  private interface Sending<T> {
    void send(Place place, Consumer<T> reply);
  }

  private interface Ended<T> {
    void ended(@Nullable T answer, Outcome outcome);
  }

  private final class Asking<T> {
    private final boolean repeatable;
    private final Sending<T> send;
    private final Function<T, Outcome> judge;
    private final Ended<T> ended;
    private int tries;
    private boolean doubted;

    Asking(boolean repeatable, Sending<T> send, Function<T, Outcome> judge, Ended<T> ended) {
      this.repeatable = repeatable;
      this.send = send;
      this.judge = judge;
      this.ended = ended;
    }

    void ask(Place place) {
      tries++;
      Call.make(
          place.machine(),
          "a transaction",
          ANSWER_NANOS_MAX,
          (Consumer<T> reply) -> send.send(place, reply),
          answer -> answered(answer, answer == null ? Outcome.UNKNOWN : judge.apply(answer)));
    }

    private void answered(@Nullable T answer, Outcome judged) {
      Outcome outcome =
          doubted && judged == Outcome.NOTHING && !Bank.tellsOfEarlierTries(answer)
              ? Outcome.UNKNOWN
              : judged;
      doubted |= outcome == Outcome.UNKNOWN;
      if (outcome == Outcome.UNKNOWN && repeatable && tries < TRIES_MAX) {
        world.simulation.after(
            (1 + random.nextInt(3_000)) * World.MILLIS,
            () -> {
              Place elsewhere = place();
              if (elsewhere == null) {
                end(null, Outcome.UNKNOWN);
              } else {
                ask(elsewhere);
              }
            });
      } else {
        end(answer, outcome);
      }
    }

    private void end(@Nullable T answer, Outcome outcome) {
      underWay--;
      ended.ended(answer, outcome);
      next();
    }
  }

  /** The first transaction makes all accounts, counters and the item that moves, or none. */
  private void makeAll(Place first) {
    ask(
        first,
        true,
        (Place place, Consumer<WriteOutcome> reply) ->
            place.transactions().write(Bank.make(place.table()), reply),
        Bank::outcome,
        (answer, outcome) -> {
          boolean there =
              outcome == Outcome.DONE
                  || (answer instanceof WriteOutcome.Failed failed
                      && failed.error().message().contains("ConditionalCheckFailed"));
          if (there && !made) {
            made = true;
            swapMade = true;
            Bank.ACCOUNTS.forEach(name -> known.put(name, new Bank.Account(Bank.EACH, 0)));
          }
        });
  }

  private void transfer(Place first) {
    List<String> names = new ArrayList<>(Bank.ACCOUNTS);
    String from = names.remove(random.nextInt(names.size()));
    String to = names.remove(random.nextInt(names.size()));
    String checked = random.chance(0.3) ? names.get(random.nextInt(names.size())) : null;
    long amount = 1L + random.nextInt(5);
    long id = ++lastId;
    String token = random.chance(0.7) ? "transfer-" + id : null;
    Map<String, Bank.Account> before = new TreeMap<>();
    before.put(from, account(from));
    before.put(to, account(to));
    if (checked != null) {
      before.put(checked, account(checked));
    }
    long invoked = world.simulation.nowNanos();
    ask(
        first,
        token != null,
        (Place place, Consumer<WriteOutcome> reply) ->
            place
                .transactions()
                .write(
                    Bank.transfer(place.table(), token, id, before, from, to, checked, amount),
                    reply),
        Bank::outcome,
        (answer, outcome) -> {
          note(id, before, new TreeSet<>(List.of(from, to)), invoked, outcome);
          if (outcome == Outcome.DONE) {
            know(from, new Bank.Account(before.get(from).balance() - amount, id));
            know(to, new Bank.Account(before.get(to).balance() + amount, id));
          }
        });
  }

  private Bank.Account account(String name) {
    return known.getOrDefault(name, new Bank.Account(Bank.EACH, 0));
  }

  /** What a client saw last; older news does no harm, it only makes conditions fail. */
  private void know(String name, Bank.Account account) {
    known.put(name, account);
  }

  private void note(
      long id,
      Map<String, Bank.Account> seen,
      SortedSet<String> changed,
      long invoked,
      Outcome outcome) {
    switch (outcome) {
      case DONE -> {
        answered++;
        changed.forEach(name -> written.add(IndexOracle.label(name, id)));
      }
      case UNKNOWN -> unknown++;
      case NOTHING -> refused++;
    }
    Map<String, Long> versions = new TreeMap<>();
    seen.forEach((name, account) -> versions.put(name, account.version()));
    TransactionOperation operation =
        new TransactionOperation(
            id, versions, changed, invoked, world.simulation.nowNanos(), outcome);
    world.simulation.trace(operation.toString());
    history.add(operation);
  }

  private void readAll(Place first) {
    long id = ++lastId;
    long invoked = world.simulation.nowNanos();
    List<String> names =
        random.chance(0.6) ? Bank.ACCOUNTS : Bank.ACCOUNTS.subList(0, 1 + random.nextInt(3));
    ask(
        first,
        false,
        (Place place, Consumer<ReadOutcome> reply) ->
            place.transactions().read(Bank.read(place.table(), names), reply),
        outcome -> outcome instanceof ReadOutcome.Done ? Outcome.DONE : Outcome.NOTHING,
        (answer, outcome) -> {
          if (answer instanceof ReadOutcome.Done done) {
            saw(id, names, done, invoked);
          }
        });
  }

  private void saw(long id, List<String> names, ReadOutcome.Done done, long invoked) {
    Map<String, Bank.Account> seen = new TreeMap<>();
    long sum = 0;
    for (int i = 0; i < names.size(); i++) {
      StoredRow row = done.rows().get(i);
      Bank.Account account = Bank.account(row == null ? null : row.item());
      if (account == null) {
        throw new Violation("a read transaction found no account " + names.get(i));
      }
      seen.put(names.get(i), account);
      sum += account.balance();
      know(names.get(i), account);
    }
    reads++;
    note(id, seen, new TreeSet<>(), invoked, Outcome.DONE);
    Violation.unless(
        names.size() < Bank.ACCOUNTS.size() || sum == Bank.SUM,
        "a read transaction found " + sum + " in all accounts: " + seen);
  }

  /** A write of one item, past all transactions. */
  private void writePlainly(Place first) {
    long id = ++lastId;
    String name = Bank.ACCOUNTS.get(random.nextInt(Bank.ACCOUNTS.size()));
    Bank.Account before = account(name);
    long invoked = world.simulation.nowNanos();
    ask(
        first,
        false,
        (Place place, Consumer<PartitionResponse> reply) ->
            place.core().partitions().send(Bank.touch(place.table(), name, before, id), reply),
        response ->
            switch (response) {
              case PartitionResponse.Written written -> Outcome.DONE;
              case PartitionResponse.Unknown lost -> Outcome.UNKNOWN;
              default -> Outcome.NOTHING;
            },
        (answer, outcome) -> {
          note(id, Map.of(name, before), new TreeSet<>(List.of(name)), invoked, outcome);
          if (answer instanceof PartitionResponse.ConditionFailed failed) {
            Bank.Account found = Bank.account(failed.found());
            if (found != null) {
              know(name, found);
            }
          } else if (outcome == Outcome.DONE) {
            know(name, new Bank.Account(before.balance(), id));
          }
        });
  }

  /** No condition keeps this from being done twice: only its token does. */
  private void count(Place first) {
    String token = "count-" + ++lastId;
    ask(
        first,
        true,
        (Place place, Consumer<WriteOutcome> reply) ->
            place.transactions().write(Bank.count(place.table(), token), reply),
        Bank::outcome,
        (answer, outcome) -> {
          counted += outcome == Outcome.DONE ? 1 : 0;
          maybeCounted += outcome == Outcome.UNKNOWN ? 1 : 0;
        });
  }

  private void swap(Place first) {
    boolean there = random.chance(0.5);
    ask(
        first,
        false,
        (Place place, Consumer<WriteOutcome> reply) ->
            place.transactions().write(Bank.swap(place.table(), there), reply),
        Bank::outcome,
        (answer, outcome) -> {});
  }

  /** Two items that expire soon, or have already. */
  private void putMortals(Place first) {
    long id = ++lastId;
    List<String> names = new ArrayList<>(Bank.MORTALS);
    names.remove(random.nextInt(names.size()));
    long expires = world.wallSeconds() + random.nextInt(8) - 2;
    ask(
        first,
        true,
        (Place place, Consumer<WriteOutcome> reply) ->
            place.transactions().write(Bank.mortals(place.table(), names, id, expires), reply),
        Bank::outcome,
        (answer, outcome) -> {
          if (outcome == Outcome.DONE) {
            names.forEach(name -> written.add(IndexOracle.label(name, id)));
          }
        });
  }

  private void readPlaces(Place first) {
    ask(
        first,
        false,
        (Place place, Consumer<ReadOutcome> reply) ->
            place.transactions().read(Bank.read(place.table(), Bank.PLACES), reply),
        outcome -> Outcome.DONE,
        (answer, outcome) -> {
          if (answer instanceof ReadOutcome.Done done) {
            long places = done.rows().stream().filter(row -> row != null).count();
            Violation.unless(
                places == 1, "a read transaction found an item in " + places + " places");
          }
        });
  }
}
