package dev.stator.router.transaction;

import dev.stator.base.Clock;
import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.Throughput;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.HashRange;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ledger of two partitions in memory, partitions that accept every transaction, and routers whose
 * time passes when a test says so.
 */
final class FakeLedger implements PartitionClient, TableControl {
  private static final KeySchema SCHEMA = new KeySchema(new KeyAttribute("p", ScalarType.S), null);

  /** What wall clocks show: a test lets them jump. */
  long wallMs = 1_800_000_000_000L;

  /** Transactions that were committed, as often as they were. */
  final List<TransactionId> committed = new ArrayList<>();

  /** Whether nobody hears that all is committed. */
  boolean commitsUnheard;

  /** Whether no router knows where the partitions of users are when a transaction ends. */
  boolean unplaced;

  /** Partitions that are gone for good, as the control plane knows. */
  final TreeSet<Long> gone = new TreeSet<>();

  /** Whether the control plane answers nothing. */
  boolean controlSilent;

  /** How many prepares are refused from now on, since their items have changed later. */
  int tooEarly;

  /** By how much the clock of the partitions' leaders is ahead. */
  long aheadMs;

  /**
   * How long a prepare is under way to items that are written all the time; negative for calm ones.
   */
  long busyMs = -1;

  /** Whether the cancels that were answered are repeated after each prepare, as a network may. */
  boolean cancelsRepeated;

  private final List<TransactionId> cancelled = new ArrayList<>();
  private final TableDirectory directory = new TableDirectory();
  private final TreeMap<Binary, byte[]> rows = new TreeMap<>();
  private final TreeSet<TransactionId> prepared = new TreeSet<>();
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final SeededRandom random = new SeededRandom(11);
  private long nowNanos;
  private long lastTask;
  private long index = 100;
  private @Nullable Router leader;

  FakeLedger() {
    directory.publish(
        new TableDescriptor(
            LedgerTable.NAME,
            "id-of-the-ledger",
            LedgerTable.SPEC.keySchema(),
            TableStatus.ACTIVE,
            1_000,
            true,
            0,
            Throughput.NONE,
            false,
            new TreeMap<>(),
            List.of(
                new PartitionRange(9, HashRange.segment(0, 2)),
                new PartitionRange(10, HashRange.segment(1, 2)))));
  }

  private record Task(long atNanos, long number, Router router, Runnable body)
      implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** A process that coordinates transactions, with a clock of durations of its own. */
  final class Router implements Clock, SerialExecutor {
    private final long originNanos = random.nextLong() >> 2;
    private final Transactions transactions =
        new Transactions(
            directory,
            FakeLedger.this,
            FakeLedger.this,
            partition -> leader == this,
            this,
            random.fork(),
            this,
            TransactionOptions.DEFAULT);
    private boolean dead;

    @Override
    public long nanos() {
      return originNanos + nowNanos;
    }

    @Override
    public long wallMillis() {
      return wallMs;
    }

    @Override
    public void execute(Runnable task) {
      schedule(0, task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
      tasks.add(new Task(nowNanos + delayNanos, lastTask++, this, task));
      return () -> {};
    }

    /** Asks for a transaction of two partitions, and waits for what becomes of it. */
    WriteOutcome write(String token) {
      WriteOutcome[] outcome = {null};
      transactions.write(transaction(token), answer -> outcome[0] = answer);
      for (int i = 0; i < 1_000 && outcome[0] == null; i++) {
        runFor(10_000_000);
      }
      if (outcome[0] == null) {
        throw new AssertionError("no answer");
      }
      return outcome[0];
    }

    void die() {
      dead = true;
      if (leader == this) {
        leader = null;
      }
    }
  }

  /** A router that sweeps what it leads, from a minute on. */
  Router router() {
    Router router = new Router();
    router.transactions.start();
    return router;
  }

  /** From now on this one leads both partitions of the ledger. */
  Router leads(Router router) {
    leader = router;
    return router;
  }

  void runFor(long nanos) {
    long end = nowNanos + nanos;
    Task next;
    while ((next = tasks.peek()) != null && next.atNanos() <= end) {
      tasks.poll();
      passTo(next.atNanos());
      if (!next.router().dead) {
        next.body().run();
      }
    }
    passTo(end);
  }

  private void passTo(long nanos) {
    if (nanos > nowNanos) {
      wallMs += nanos / 1_000_000 - nowNanos / 1_000_000;
      nowNanos = nanos;
    }
  }

  /** How many items there are, notes included. */
  int size() {
    return rows.size();
  }

  private static TransactionWrite transaction(String token) {
    List<TransactionWrite.Part> parts = new ArrayList<>();
    for (long partition = 1; partition <= 2; partition++) {
      AttributeValue key = new AttributeValue.S("item-" + partition);
      WriteItem write =
          new WriteItem(
              partition,
              SCHEMA,
              new PrimaryKey(key, null),
              new Mutation.Put(EncodedItem.of(new Item(Map.of("p", key)))),
              null,
              ReturnValues.NONE,
              false);
      parts.add(TransactionWrite.Part.of("table", new Action(write, false)));
    }
    return new TransactionWrite(token, parts);
  }

  @Override
  public void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
    reply.accept(
        switch (request) {
          case PartitionRequest.ReadRow read -> {
            byte[] row = rows.get(new Binary(read.rowKey()));
            yield new PartitionResponse.Row(row == null ? null : StoredRow.of(row));
          }
          case PartitionRequest.ReadPage page -> page(page);
          case WriteItem write -> write(write);
          case PartitionRequest.Transact transact -> step(transact.step());
          default -> throw new AssertionError("asked for " + request);
        });
  }

  private PartitionResponse page(PartitionRequest.ReadPage page) {
    List<StoredRow> found = new ArrayList<>();
    byte[] last = null;
    for (Map.Entry<Binary, byte[]> row :
        rows.subMap(new Binary(page.range().from()), new Binary(page.range().to())).entrySet()) {
      if (found.size() == page.rowsMax()) {
        return new PartitionResponse.Page(found, found.size(), found.size(), 0, last);
      }
      found.add(StoredRow.of(row.getValue()));
      last = row.getKey().bytes();
    }
    return new PartitionResponse.Page(found, found.size(), found.size(), 0, null);
  }

  private PartitionResponse write(WriteItem write) {
    Binary key = new Binary(RowKeys.itemKey(write.partition(), write.key()));
    byte[] row = rows.get(key);
    Item before = row == null ? null : StoredRow.of(row).item();
    if (write.condition() != null
        && !write.condition().test(before == null ? Item.EMPTY : before)) {
      return new PartitionResponse.ConditionFailed(before, 0);
    }
    index++;
    if (write.mutation() instanceof Mutation.Put put) {
      rows.put(key, StoredRow.encode(index, Math.max(0, wallMs), put.item().view().toItem()));
    } else {
      rows.remove(key);
    }
    return new PartitionResponse.Written(null, 0, 0);
  }

  private PartitionResponse step(TransactionRequest step) {
    return switch (step) {
      case TransactionRequest.Prepare prepare -> {
        if (tooEarly > 0) {
          tooEarly--;
          yield new PartitionResponse.Transacted(
              new TransactionResponse.Rejected(
                  List.of(TransactionResponse.Reason.NONE), prepare.timestampMs() + 50));
        }
        if (busyMs >= 0) {
          wallMs += busyMs;
          if (prepare.timestampMs() <= wallMs + aheadMs) {
            yield new PartitionResponse.Transacted(
                new TransactionResponse.Rejected(
                    List.of(TransactionResponse.Reason.NONE), wallMs + aheadMs));
          }
        }
        prepared.add(prepare.id());
        if (cancelsRepeated) {
          prepared.removeAll(cancelled);
        }
        yield new PartitionResponse.Transacted(
            new TransactionResponse.Accepted(List.of(new Sizes(0, 10))));
      }
      case TransactionRequest.Finish finish when unplaced -> new PartitionResponse.NotHosted();
      case TransactionRequest.Finish finish -> {
        if (prepared.remove(finish.id()) && finish.commit()) {
          committed.add(finish.id());
        }
        if (!finish.commit()) {
          cancelled.add(finish.id());
        }
        yield finish.commit() && commitsUnheard
            ? new PartitionResponse.Unknown("unheard")
            : new PartitionResponse.Transacted(new TransactionResponse.Finished(false));
      }
      default -> throw new AssertionError("asked for " + step);
    };
  }

  @Override
  public void gone(List<Long> partitions, Consumer<List<Long>> reply) {
    if (!controlSilent) {
      reply.accept(partitions.stream().filter(gone::contains).toList());
    }
  }

  @Override
  public void create(TableSpec spec, Consumer<Outcome> reply) {
    throw new AssertionError("the ledger is there");
  }

  @Override
  public void update(TableChange change, Consumer<Outcome> reply) {
    throw new AssertionError("nobody changes the ledger");
  }

  @Override
  public void delete(String tableName, Consumer<Outcome> reply) {
    throw new AssertionError("nobody deletes the ledger");
  }
}
