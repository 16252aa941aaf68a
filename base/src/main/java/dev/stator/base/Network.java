package dev.stator.base;

/**
 * Messages between nodes. Delivery is not promised: a message may be lost, late, doubled or out of
 * order. What arrives is whole and unchanged (frames carry checksums).
 */
public interface Network {
  /** This node's own name. */
  String self();

  /**
   * Sends without waiting. A message that cannot be queued within the connection's byte limit is
   * dropped, as the network itself might.
   *
   * @param to the name of the receiving node
   * @param message not changed by the caller afterwards
   */
  void send(String to, byte[] message);

  /** Sets who gets incoming messages. Called once, before the first message arrives. */
  void receive(Receiver receiver);

  /** Takes messages as they come in. */
  @FunctionalInterface
  interface Receiver {
    void message(String from, byte[] message);
  }
}
