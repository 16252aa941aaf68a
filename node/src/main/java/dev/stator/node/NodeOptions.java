package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.base.Marks;
import dev.stator.node.copy.CopyOptions;
import dev.stator.node.repair.RepairOptions;
import dev.stator.node.ttl.TtlOptions;

/**
 * Limits of a storage node.
 *
 * @param pageLanes how many pages (Query, Scan) are read at the same time
 * @param pagesWaitingMax how many pages may wait for a lane before more are refused
 * @param flushLogBytes flush the engine and trim the log each time the engine has taken this many
 *     bytes; the log's own limit leads to the same
 * @param replyNanosMax how long an answer to a write waits for its entry to be committed before it
 *     is "unknown"
 * @param repliesWaitingMax answers of one partition that may wait for entries; beyond it a write is
 *     refused
 * @param stalledBytesMax committed bytes of one partition that may wait for a store that refuses
 *     them; beyond it the node stops
 * @param changesWaitingBytesMax bytes of changes of one partition that may wait for a global index;
 *     beyond it writes to its table are throttled
 * @param copy limits of copying rows from and to other nodes
 * @param repair when what is done for members that are not well
 * @param ttl how expired items are looked for
 * @param marks hears which rare branches are taken
 */
public record NodeOptions(
    int pageLanes,
    int pagesWaitingMax,
    long flushLogBytes,
    long replyNanosMax,
    int repliesWaitingMax,
    long stalledBytesMax,
    long changesWaitingBytesMax,
    CopyOptions copy,
    RepairOptions repair,
    TtlOptions ttl,
    Marks marks) {
  private static final long REPLY_NANOS_MAX = 10_000_000_000L;

  /** Unless told otherwise. */
  public static final long CHANGES_WAITING_BYTES_MAX = 256L << 20;

  public static final NodeOptions DEFAULT =
      new NodeOptions(
          2,
          10_000,
          128L << 20,
          REPLY_NANOS_MAX,
          100_000,
          64L << 20,
          CHANGES_WAITING_BYTES_MAX,
          CopyOptions.DEFAULT,
          RepairOptions.DEFAULT,
          TtlOptions.DEFAULT,
          Marks.NONE);

  /** For a node that keeps its log in memory. */
  public static final NodeOptions IN_MEMORY =
      new NodeOptions(
          2,
          10_000,
          2L << 20,
          REPLY_NANOS_MAX,
          100_000,
          64L << 20,
          CHANGES_WAITING_BYTES_MAX,
          CopyOptions.DEFAULT,
          RepairOptions.DEFAULT,
          TtlOptions.DEFAULT,
          Marks.NONE);

  public NodeOptions {
    Check.that(pageLanes >= 1, "a node reads pages in at least one lane");
    Check.that(pagesWaitingMax >= pageLanes, "each lane can have a page waiting");
    Check.that(flushLogBytes > 0, "the log grows before it is flushed");
    Check.that(replyNanosMax > 0, "an answer may wait");
    Check.that(repliesWaitingMax > 0, "an answer can wait");
    Check.that(stalledBytesMax > 0, "a stalled partition holds something back");
    Check.that(changesWaitingBytesMax > 0, "changes may wait for an index");
  }

  public NodeOptions withFlushLogBytes(long bytes) {
    return new NodeOptions(
        pageLanes,
        pagesWaitingMax,
        bytes,
        replyNanosMax,
        repliesWaitingMax,
        stalledBytesMax,
        changesWaitingBytesMax,
        copy,
        repair,
        ttl,
        marks);
  }

  public NodeOptions withReplyNanosMax(long nanos) {
    return new NodeOptions(
        pageLanes,
        pagesWaitingMax,
        flushLogBytes,
        nanos,
        repliesWaitingMax,
        stalledBytesMax,
        changesWaitingBytesMax,
        copy,
        repair,
        ttl,
        marks);
  }

  public NodeOptions withChangesWaitingBytesMax(long bytes) {
    return new NodeOptions(
        pageLanes,
        pagesWaitingMax,
        flushLogBytes,
        replyNanosMax,
        repliesWaitingMax,
        stalledBytesMax,
        bytes,
        copy,
        repair,
        ttl,
        marks);
  }

  public NodeOptions withCopy(CopyOptions newCopy) {
    return new NodeOptions(
        pageLanes,
        pagesWaitingMax,
        flushLogBytes,
        replyNanosMax,
        repliesWaitingMax,
        stalledBytesMax,
        changesWaitingBytesMax,
        newCopy,
        repair,
        ttl,
        marks);
  }

  public NodeOptions withRepair(RepairOptions newRepair) {
    return new NodeOptions(
        pageLanes,
        pagesWaitingMax,
        flushLogBytes,
        replyNanosMax,
        repliesWaitingMax,
        stalledBytesMax,
        changesWaitingBytesMax,
        copy,
        newRepair,
        ttl,
        marks);
  }

  public NodeOptions withTtl(TtlOptions newTtl) {
    return new NodeOptions(
        pageLanes,
        pagesWaitingMax,
        flushLogBytes,
        replyNanosMax,
        repliesWaitingMax,
        stalledBytesMax,
        changesWaitingBytesMax,
        copy,
        repair,
        newTtl,
        marks);
  }

  public NodeOptions withMarks(Marks newMarks) {
    return new NodeOptions(
        pageLanes,
        pagesWaitingMax,
        flushLogBytes,
        replyNanosMax,
        repliesWaitingMax,
        stalledBytesMax,
        changesWaitingBytesMax,
        copy,
        repair,
        ttl,
        newMarks);
  }
}
