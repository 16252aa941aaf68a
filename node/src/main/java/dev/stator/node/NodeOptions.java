package dev.stator.node;

import dev.stator.base.Check;

/**
 * Limits of a storage node.
 *
 * @param pageLanes how many pages (Query, Scan) are read at the same time
 * @param pagesWaitingMax how many pages may wait for a lane before more are refused
 * @param flushLogBytes flush the engine and trim the log each time the log has grown by this much
 */
public record NodeOptions(int pageLanes, int pagesWaitingMax, long flushLogBytes) {
  public static final NodeOptions DEFAULT = new NodeOptions(2, 10_000, 128L << 20);

  /** For a node that keeps its log in memory. */
  public static final NodeOptions IN_MEMORY = new NodeOptions(2, 10_000, 8L << 20);

  public NodeOptions {
    Check.that(pageLanes >= 1, "a node reads pages in at least one lane");
    Check.that(pagesWaitingMax >= pageLanes, "each lane can have a page waiting");
    Check.that(flushLogBytes > 0, "the log grows before it is flushed");
  }
}
