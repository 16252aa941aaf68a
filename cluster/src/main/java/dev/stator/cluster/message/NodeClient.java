package dev.stator.cluster.message;

import java.util.function.Consumer;

/** What AutoAdmin asks of a storage node. Both are idempotent. */
public interface NodeClient {
  /** Makes sure that the node hosts the partition. {@code reply} gets true when it is ready. */
  void host(long partition, Consumer<Boolean> reply);

  /**
   * Makes sure that the node no longer has the partition: its rows and its log are gone. {@code
   * reply} gets true when that is done.
   */
  void retire(long partition, Consumer<Boolean> reply);
}
