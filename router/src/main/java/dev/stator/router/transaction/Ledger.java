package dev.stator.router.transaction;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.Item;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger: a table of the cluster's own with an item for each transaction that is under way or
 * remembered. Every change of an item is conditional on the attempt and state that it was in.
 */
final class Ledger {
  private static final long LOOK_AGAIN_NANOS = 20_000_000L;
  private static final long MAKE_NANOS_MAX = 20_000_000_000L;
  private static final ConditionExpression ABSENT =
      new ConditionExpression(new Condition.NotExists(DocumentPath.of(LedgerItem.KEY)));

  private final TableDirectory tables;
  private final TableControl control;
  private final PartitionClient partitions;
  private final Clock clock;
  private final SerialExecutor executor;

  /** Belongs to the executor, as does the flag. */
  private final Queue<Consumer<Boolean>> waiting = new ArrayDeque<>();

  private boolean making;
  private long makingSinceNanos;

  Ledger(
      TableDirectory tables,
      TableControl control,
      PartitionClient partitions,
      Clock clock,
      SerialExecutor executor) {
    this.tables = tables;
    this.control = control;
    this.partitions = partitions;
    this.clock = clock;
    this.executor = executor;
  }

  /** What became of a call. */
  sealed interface Answer {
    /** The item is now as it was to be. */
    record Done() implements Answer {}

    /**
     * It was not as expected, and nothing was changed.
     *
     * @param found what is there instead; null for nothing
     */
    record Otherwise(@Nullable LedgerItem found) implements Answer {}

    /** Nothing is known of it; unless it is unknown, nothing was changed. */
    record Failed(PartitionResponse response) implements Answer {}
  }

  /**
   * Makes sure that the table is there; the first transaction of a cluster waits for it.
   *
   * @param then gets false when it does not come about
   */
  void ready(Consumer<Boolean> then) {
    if (serving() != null) {
      then.accept(true);
      return;
    }
    executor.execute(() -> {
      waiting.add(then);
      if (!making) {
        making = true;
        makingSinceNanos = clock.nanos();
        control.create(LedgerTable.SPEC, outcome -> executor.execute(this::look));
      }
    });
  }

  private void look() {
    boolean there = serving() != null;
    if (!there && clock.nanos() - makingSinceNanos < MAKE_NANOS_MAX) {
      executor.schedule(LOOK_AGAIN_NANOS, this::look);
      return;
    }
    making = false;
    Consumer<Boolean> next;
    while ((next = waiting.poll()) != null) {
      next.accept(there);
    }
  }

  private @Nullable TableDescriptor serving() {
    TableDescriptor table = tables.find(LedgerTable.NAME);
    return table != null && table.status().serves() ? table : null;
  }

  /** The ledger's table, once it is there. */
  @Nullable TableDescriptor table() {
    return serving();
  }

  /** Puts an item where there is none. Not to be repeated: it might come twice. */
  void begin(LedgerItem item, Consumer<Answer> reply) {
    write(item.key(), new Mutation.Put(EncodedItem.of(item.toItem())), ABSENT, reply);
  }

  /** Replaces the item, if it still is of that attempt and in that state. May be repeated. */
  void change(LedgerItem next, State from, Consumer<Answer> reply) {
    write(
        next.key(),
        new Mutation.Put(EncodedItem.of(next.toItem())),
        is(next.attempt(), from),
        reply);
  }

  /** Removes the item, if it still is of that attempt and in that state. May be repeated. */
  void remove(Binary key, long attempt, State from, Consumer<Answer> reply) {
    write(key, new Mutation.Delete(), is(attempt, from), reply);
  }

  /** Reads an item; {@code Otherwise} has what is there. */
  void find(Binary key, Consumer<Answer> reply) {
    read(
        key,
        response -> {
          if (response instanceof PartitionResponse.Row found) {
            StoredRow row = found.row();
            reply.accept(otherwise(row == null ? null : row.item()));
          } else {
            reply.accept(new Answer.Failed(response));
          }
        });
  }

  private void read(Binary key, Consumer<PartitionResponse> reply) {
    TableDescriptor table = serving();
    if (table == null) {
      reply.accept(new PartitionResponse.NotLeader(null));
      return;
    }
    PrimaryKey primary = primary(key);
    long partition = partition(table, primary);
    partitions.send(
        new PartitionRequest.ReadRow(partition, RowKeys.itemKey(partition, primary), true), reply);
  }

  /** Reads a note that is kept beside the transactions; null when it cannot be had. */
  void findNote(Binary key, Consumer<@Nullable Item> reply) {
    read(
        key,
        response ->
            reply.accept(
                response instanceof PartitionResponse.Row found && found.row() != null
                    ? found.row().item()
                    : null));
  }

  /** Writes a note in the place of an older one; nobody relies on it. */
  void keepNote(Item note, Runnable then) {
    if (note.get(LedgerItem.KEY) instanceof AttributeValue.B key) {
      Mutation put = new Mutation.Put(EncodedItem.of(note));
      write(key.value(), put, null, answer -> then.run());
    } else {
      throw new IllegalArgumentException("a note without a key");
    }
  }

  void removeNote(Binary key, Runnable then) {
    write(key, new Mutation.Delete(), null, answer -> then.run());
  }

  private void write(
      Binary key,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      Consumer<Answer> reply) {
    TableDescriptor table = serving();
    if (table == null) {
      reply.accept(new Answer.Failed(new PartitionResponse.NotLeader(null)));
      return;
    }
    PrimaryKey primary = primary(key);
    partitions.send(
        new WriteItem(
            partition(table, primary),
            table.keySchema(),
            primary,
            mutation,
            condition,
            ReturnValues.NONE,
            true),
        response ->
            reply.accept(
                switch (response) {
                  case PartitionResponse.Written written -> new Answer.Done();
                  case PartitionResponse.ConditionFailed failed -> otherwise(failed.found());
                  default -> new Answer.Failed(response);
                }));
  }

  private static Answer otherwise(@Nullable Item item) {
    if (item == null) {
      return new Answer.Otherwise(null);
    }
    LedgerItem found = LedgerItem.fromItem(item);
    return found == null
        ? new Answer.Failed(new PartitionResponse.Failed("a ledger item of a newer version"))
        : new Answer.Otherwise(found);
  }

  private static PrimaryKey primary(Binary key) {
    return new PrimaryKey(new AttributeValue.B(key), null);
  }

  private static long partition(TableDescriptor table, PrimaryKey key) {
    return table.partition(RowKeys.hash(key.partition())).id();
  }

  private static ConditionExpression is(long attempt, State state) {
    return new ConditionExpression(
        new Condition.And(
            List.of(
                equal(LedgerItem.ATTEMPT, LedgerItem.number(attempt)),
                equal(LedgerItem.STATE, new AttributeValue.S(state.name())))));
  }

  private static Condition equal(String name, AttributeValue value) {
    return new Condition.Compare(
        new Operand.Path(DocumentPath.of(name)), Comparison.EQ, new Operand.Literal(value));
  }
}
