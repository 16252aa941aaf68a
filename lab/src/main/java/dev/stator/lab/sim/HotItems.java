package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemOperation.Outcome;
import dev.stator.lab.check.ItemState;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A few items that clients read and write, and what they saw of them; an item with a long history
 * makes room for another one.
 */
final class HotItems {
  private static final List<Kind> KINDS = List.of(Kind.values());

  private final Simulation simulation;
  private final RandomSource random;
  private final TrackedItem[] hot;
  private final List<TrackedItem> all = new ArrayList<>();
  private long lastValue;
  private long done;
  private long rejected;
  private long unknown;

  HotItems(Simulation simulation, RandomSource random, int count) {
    this.simulation = simulation;
    this.random = random;
    this.hot = new TrackedItem[count];
    for (int i = 0; i < count; i++) {
      hot[i] = fresh();
    }
  }

  /** Any of those that are hot now. */
  TrackedItem pick() {
    int slot = random.nextInt(hot.length);
    if (hot[slot].wornOut()) {
      hot[slot] = fresh();
    }
    return hot[slot];
  }

  private TrackedItem fresh() {
    TrackedItem made = new TrackedItem("item-" + all.size());
    all.add(made);
    return made;
  }

  /** How many there have been. */
  int count() {
    return all.size();
  }

  /** The highest that any operation was to set. */
  long lastValue() {
    return lastValue;
  }

  /** Operations whose outcome is known. */
  long answered() {
    return done + rejected;
  }

  long unknown() {
    return unknown;
  }

  /**
   * Adds what a store holds as a last read of every item, and checks their histories.
   *
   * @param partition of an item; -1 when that has none
   */
  void checkAll(ToLongFunction<TrackedItem> partition, Store store) {
    for (TrackedItem item : all) {
      long in = partition.applyAsLong(item);
      if (in >= 0) {
        byte[] row = store.row(in, RowKeys.itemKey(in, item.key()));
        ItemState state = Requests.state(row == null ? null : StoredRow.of(row).item());
        long now = simulation.nowNanos();
        item.add(new ItemOperation(Kind.READ, 0, 0, now, now, Outcome.DONE, state));
      }
      item.check();
    }
  }

  /** Looks at a partition's rows past everything. */
  interface Store {
    byte @Nullable [] row(long partition, byte[] key);
  }

  /** Something that a client does to an item. */
  final class Operation {
    final TrackedItem item;
    final Kind kind;
    private final long argument;
    private final long expected;
    private final long invokedNanos = simulation.nowNanos();

    Operation(TrackedItem item) {
      this.item = item;
      this.kind = KINDS.get(random.nextInt(KINDS.size()));
      this.argument = kind == Kind.ADD ? 1 + random.nextInt(3) : ++lastValue;
      // Sometimes what may well be there, sometimes what never is: a read in disguise.
      this.expected = random.chance(0.5) ? -1 : Math.max(1, lastValue - 1 - random.nextInt(6));
      item.called();
    }

    PartitionRequest request(long partition) {
      return Requests.of(partition, item, kind, argument, expected);
    }

    /**
     * Takes the answer down.
     *
     * @param response null when there will be none
     * @param by who was asked
     * @return the outcome; null when the operation certainly did nothing
     */
    @Nullable Outcome ended(@Nullable PartitionResponse response, String by) {
      return switch (response) {
        case null -> note(Outcome.UNKNOWN, null, by);
        case PartitionResponse.Row row -> {
          StoredRow stored = row.row();
          yield note(Outcome.DONE, Requests.state(stored == null ? null : stored.item()), by);
        }
        case PartitionResponse.Written written ->
            note(Outcome.DONE, Requests.state(written.returned()), by);
        case PartitionResponse.ConditionFailed failed ->
            note(Outcome.REJECTED, Requests.state(failed.found()), by);
        case PartitionResponse.Unknown lost -> note(Outcome.UNKNOWN, null, by);
        case PartitionResponse.NotLeader nothing -> nothingDone();
        case PartitionResponse.NotHosted nothing -> nothingDone();
        case PartitionResponse.Busy nothing -> nothingDone();
        case PartitionResponse.Conflict nothing -> nothingDone();
        case PartitionResponse.Failed nothing -> nothingDone();
        case PartitionResponse.Refused refused -> throw wrong(refused);
        case PartitionResponse.Page page -> throw wrong(page);
        case PartitionResponse.Statistics none -> throw wrong(none);
        case PartitionResponse.Kept none -> throw wrong(none);
        case PartitionResponse.Transacted none -> throw wrong(none);
      };
    }

    private Violation wrong(PartitionResponse response) {
      return new Violation("to " + kind + " of " + item.name + ": " + response);
    }

    private @Nullable Outcome nothingDone() {
      item.notCalled();
      return null;
    }

    private Outcome note(Outcome outcome, @Nullable ItemState seen, String by) {
      switch (outcome) {
        case DONE -> done++;
        case REJECTED -> rejected++;
        case UNKNOWN -> unknown++;
      }
      ItemOperation operation =
          new ItemOperation(
              kind, argument, expected, invokedNanos, simulation.nowNanos(), outcome, seen);
      item.add(operation);
      simulation.trace(item.name + " by " + by + ": " + operation);
      return outcome;
    }
  }
}
