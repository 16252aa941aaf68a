package dev.stator.cluster.message;

import java.util.function.Consumer;

/** Carries a request to the replica that may serve it. */
public interface PartitionClient {
  /**
   * Sends a request and returns at once.
   *
   * @param reply called exactly once, on any thread, maybe before this method returns; must not
   *     block
   */
  void send(PartitionRequest request, Consumer<PartitionResponse> reply);
}
