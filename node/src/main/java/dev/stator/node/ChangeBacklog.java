package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.key.ByteRange;
import dev.stator.node.side.FeedRow;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of changes wait for the slowest global index. It counts in steps what this leader
 * proposed, and what it found when it began to lead, a slice at a time so that nobody waits for
 * that: exact enough for a limit, and it costs a few numbers. At the leader, on the replica's
 * executor.
 */
final class ChangeBacklog {
  private static final long STEP_BYTES = 256 << 10;
  private static final long SLICE_BYTES = 4 << 20;
  private static final String THROTTLED =
      "The level of configured provisioned throughput for one or more global secondary indexes of"
          + " the table was exceeded. Consider increasing your provisioning level for the"
          + " under-provisioned global secondary indexes with the UpdateTable API. IndexName: ";

  private final long partition;
  private final long bytesMax;
  private final Engine engine;
  private final Traits traits;
  private final LeaderRows rows;
  private final Supplier<SerialExecutor> executor;
  private final Consumer<String> problems;
  private final Steps found = new Steps();
  private final Steps proposed = new Steps();

  /** Up to where what was there is counted; null when all of it is, or nothing has to be. */
  private @Nullable ChangePlace counted;

  private long foundThrough;

  /** Bytes of changes up to a log index. */
  private record Step(long through, long bytes) {}

  /** Steps in the order of the log. */
  private static final class Steps {
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private long bytes;

    void add(long index, long more) {
      bytes += more;
      Step last = steps.peekLast();
      if (last != null && last.bytes() < STEP_BYTES) {
        steps.removeLast();
        steps.addLast(new Step(index, last.bytes() + more));
      } else {
        steps.addLast(new Step(index, more));
      }
    }

    /** What is up to there does not wait any more. */
    void passed(ChangePlace least) {
      Step head;
      while ((head = steps.peekFirst()) != null && head.through() <= least.index()) {
        steps.removeFirst();
        bytes -= head.bytes();
      }
    }

    void clear() {
      steps.clear();
      bytes = 0;
    }
  }

  /** The index that is furthest behind, and what it has. */
  private record Slowest(PartitionTraits.Global index, ChangePlace cursor) {}

  ChangeBacklog(
      long partition,
      long bytesMax,
      Engine engine,
      Traits traits,
      LeaderRows rows,
      Supplier<SerialExecutor> executor,
      Consumer<String> problems) {
    this.partition = partition;
    this.bytesMax = bytesMax;
    this.engine = engine;
    this.traits = traits;
    this.rows = rows;
    this.executor = executor;
    this.problems = problems;
  }

  /** The replica begins to lead; what waits already is in the store up to this index. */
  void lead(long appliedIndex) {
    forget();
    PartitionTraits now = traits.latest();
    if (now != null && !now.global().isEmpty()) {
      foundThrough = appliedIndex;
      counted = ChangePlace.BEGINNING;
      countMore();
    }
  }

  void forget() {
    found.clear();
    proposed.clear();
    counted = null;
  }

  void proposed(long index, long bytes) {
    if (bytes > 0) {
      proposed.add(index, bytes);
    }
  }

  /**
   * @throws ApiException when too much waits for an index
   */
  void check(PartitionTraits now) {
    if (waitingBytes() < bytesMax) {
      return;
    }
    Slowest slowest = slowest(now);
    ChangePlace least = slowest == null ? ChangePlace.endOf(Long.MAX_VALUE) : slowest.cursor();
    found.passed(least);
    proposed.passed(least);
    if (slowest != null && waitingBytes() >= bytesMax) {
      throw new ApiException(
          ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED,
          THROTTLED + slowest.index().definition().name());
    }
  }

  private long waitingBytes() {
    return found.bytes + proposed.bytes;
  }

  private @Nullable Slowest slowest(PartitionTraits now) {
    Slowest slowest = null;
    for (PartitionTraits.Global index : now.global()) {
      ChangePlace cursor = cursor(index.id());
      if (slowest == null || cursor.compareTo(slowest.cursor()) < 0) {
        slowest = new Slowest(index, cursor);
      }
    }
    return slowest;
  }

  private ChangePlace cursor(long indexId) {
    byte[] row = rows.other(SideRows.feed(partition, indexId)).value();
    return row == null ? ChangePlace.BEGINNING : FeedRow.decode(row).cursor();
  }

  /** Counts a slice of what was there, and has itself called for the next. */
  private void countMore() {
    PartitionTraits now = traits.latest();
    if (counted == null || now == null) {
      return;
    }
    try {
      countSlice(now);
    } catch (RuntimeException failed) {
      counted = null;
      problems.accept("Changes of partition " + partition + " cannot be counted: " + failed);
      return;
    }
    if (counted != null) {
      executor.get().execute(this::countMore);
    }
  }

  private void countSlice(PartitionTraits now) {
    Slowest slowest = slowest(now);
    ChangePlace from = counted;
    if (slowest == null || from == null || found.bytes >= bytesMax) {
      // Beyond the limit it makes no difference how much there is.
      counted = null;
      return;
    }
    if (slowest.cursor().compareTo(from) > 0) {
      from = slowest.cursor();
    }
    counted = null;
    long slice = 0;
    try (Engine.Cursor cursor =
        engine.scan(
            ByteRange.successor(SideRows.change(partition, from)),
            ByteRange.successor(SideRows.change(partition, ChangePlace.endOf(foundThrough))),
            false)) {
      while (cursor.next()) {
        ChangePlace place = SideRows.placeOf(cursor.key());
        int bytes = cursor.value().length;
        found.add(place.index(), bytes);
        slice += bytes;
        if (slice >= SLICE_BYTES) {
          counted = place;
          return;
        }
      }
    }
  }
}
