package dev.stator.cluster.message;

import dev.stator.cluster.table.Placement;
import java.util.function.Consumer;

/** What AutoAdmin asks of one storage node. All of it may be asked again. */
public interface NodeClient {
  /**
   * Makes sure that the node hosts its replica of a partition. A first member that has nothing of
   * the group begins it.
   *
   * @param reply gets true when that is durable and, for a group of one, when it serves; false when
   *     the node cannot, or must not
   */
  void host(Placement placement, Consumer<Boolean> reply);

  /**
   * Makes sure that the node no longer has the partition: its rows and its log are gone. {@code
   * reply} gets true when that is done.
   */
  void retire(long partition, Consumer<Boolean> reply);

  /** How much room the node has for more, in bytes. */
  void freeBytes(Consumer<Long> reply);
}
