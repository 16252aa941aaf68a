package dev.stator.node;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.node.side.FeedRow;
import dev.stator.node.side.SideRows;
import java.util.ArrayDeque;

/**
 * How many bytes of changes wait for the slowest global index. It counts what this leader proposed,
 * in steps, so it is exact enough for a limit and costs a few numbers. At the leader, on the
 * replica's executor.
 */
final class ChangeBacklog {
  private static final long STEP_BYTES = 256 << 10;
  private static final String THROTTLED =
      "The level of configured provisioned throughput for one or more global secondary indexes of"
          + " the table was exceeded. Consider increasing your provisioning level for the"
          + " under-provisioned global secondary indexes with the UpdateTable API. IndexName: ";

  private final long partition;
  private final long bytesMax;
  private final LeaderRows rows;
  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private long waitingBytes;

  /** Bytes of changes up to a log index. */
  private record Step(long through, long bytes) {}

  ChangeBacklog(long partition, long bytesMax, LeaderRows rows) {
    this.partition = partition;
    this.bytesMax = bytesMax;
    this.rows = rows;
  }

  void forget() {
    steps.clear();
    waitingBytes = 0;
  }

  void proposed(long index, long bytes) {
    if (bytes == 0) {
      return;
    }
    waitingBytes += bytes;
    Step last = steps.peekLast();
    if (last != null && last.bytes() < STEP_BYTES) {
      steps.removeLast();
      steps.addLast(new Step(index, last.bytes() + bytes));
    } else {
      steps.addLast(new Step(index, bytes));
    }
  }

  /**
   * @throws ApiException when too much waits for an index
   */
  void check(PartitionTraits traits) {
    if (waitingBytes < bytesMax) {
      return;
    }
    PartitionTraits.Global slowest = null;
    ChangePlace least = null;
    for (PartitionTraits.Global index : traits.global()) {
      ChangePlace cursor = cursor(index.id());
      if (least == null || cursor.compareTo(least) < 0) {
        least = cursor;
        slowest = index;
      }
    }
    Step head;
    while ((head = steps.peekFirst()) != null
        && (least == null || head.through() <= least.index())) {
      steps.removeFirst();
      waitingBytes -= head.bytes();
    }
    if (slowest != null && waitingBytes >= bytesMax) {
      throw new ApiException(
          ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED, THROTTLED + slowest.definition().name());
    }
  }

  private ChangePlace cursor(long indexId) {
    byte[] row = rows.other(SideRows.feed(partition, indexId)).value();
    return row == null ? ChangePlace.BEGINNING : FeedRow.decode(row).cursor();
  }
}
