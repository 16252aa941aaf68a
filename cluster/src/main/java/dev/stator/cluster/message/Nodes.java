package dev.stator.cluster.message;

import dev.stator.cluster.table.Placement;
import java.util.function.Consumer;

/** {@link NodeClient}s by the names of their nodes. Replies come in bounded time, on any thread. */
public interface Nodes {
  void host(String node, Placement placement, Consumer<Answer> reply);

  void retire(String node, long partition, Consumer<Answer> reply);

  /** The reply gets a negative number when the node cannot be reached. */
  void freeBytes(String node, Consumer<Long> reply);

  /** What became of it. */
  enum Answer {
    /** The node says that it is so. */
    DONE,
    /** The node says that it is not so yet. */
    NOT_DONE,
    /** The node did not answer: it may have done it, or do it yet. */
    NO_ANSWER
  }
}
