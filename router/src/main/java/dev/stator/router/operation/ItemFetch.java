package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of rows of a local index that does not hold what is asked for, in the order of
 * the rows, a bounded number at a time. An item that went meanwhile is left out.
 */
final class ItemFetch {
  private static final int AT_ONCE = 32;

  private final PartitionClient partitions;
  private final TableDescriptor table;
  private final boolean consistent;
  private final List<StoredRow> rows;
  private final Consumer<Outcome> done;
  private final List<StoredRow> items = new ArrayList<>();
  private double units;

  /** How it ended. */
  sealed interface Outcome {
    /**
     * @param units what reading the items costs
     */
    record Done(List<StoredRow> items, double units) implements Outcome {}

    /** A partition's failure. */
    record Failed(PartitionResponse response) implements Outcome {}
  }

  private ItemFetch(
      PartitionClient partitions,
      TableDescriptor table,
      boolean consistent,
      List<StoredRow> rows,
      Consumer<Outcome> done) {
    this.partitions = partitions;
    this.table = table;
    this.consistent = consistent;
    this.rows = rows;
    this.done = done;
  }

  static void start(
      PartitionClient partitions,
      TableDescriptor table,
      boolean consistent,
      List<StoredRow> rows,
      Consumer<Outcome> done) {
    new ItemFetch(partitions, table, consistent, rows, done).next(0);
  }

  private void next(int from) {
    if (from == rows.size()) {
      done.accept(new Outcome.Done(items, units));
      return;
    }
    int to = Math.min(rows.size(), from + AT_ONCE);
    @Nullable PartitionResponse[] answers = new PartitionResponse[to - from];
    AtomicInteger missing = new AtomicInteger(answers.length);
    for (int i = from; i < to; i++) {
      int place = i - from;
      PrimaryKey key = Keys.fromItem(table.keySchema(), rows.get(i).item());
      long partition = table.partition(RowKeys.hash(key.partition())).id();
      partitions.send(
          new ReadRow(partition, RowKeys.itemKey(partition, key), consistent),
          response -> {
            synchronized (answers) {
              answers[place] = response;
            }
            if (missing.decrementAndGet() == 0) {
              take(Arrays.asList(answers), to);
            }
          });
    }
  }

  private void take(List<@Nullable PartitionResponse> answers, int next) {
    for (PartitionResponse answer : answers) {
      if (!(answer instanceof PartitionResponse.Row(StoredRow row))) {
        done.accept(new Outcome.Failed(Objects.requireNonNull(answer)));
        return;
      }
      if (row != null) {
        items.add(row);
        units += CapacityUnits.read(row.view().sizeBytes(), ConsumedCapacity.mode(consistent));
      }
    }
    next(next);
  }
}
