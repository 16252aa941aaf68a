package dev.stator.cluster.rpc;

import java.util.function.Consumer;

/** Calls between nodes, over a network that may lose, delay and double messages. */
public interface Rpc {
  /**
   * Calls a service of another node, or of this one, and returns at once.
   *
   * @param node the name of the node
   * @param service one of {@link Services}
   * @param request not changed afterwards
   * @param timeoutNanos after which the outcome is {@link Outcome.Unknown}
   * @param reply called exactly once, on any thread; must not block
   */
  void call(String node, int service, byte[] request, long timeoutNanos, Consumer<Outcome> reply);

  /** Sets who answers calls of a service. Once, before the first call may come in. */
  void serve(int service, Handler handler);

  /**
   * Says that a node has not been heard for longer than its leases last: calls to it end now, and
   * new ones are turned away, until something of it arrives, which is asked for as long as somebody
   * calls.
   */
  default void silent(String node) {}

  /** Answers calls. */
  @FunctionalInterface
  interface Handler {
    /**
     * Must not block.
     *
     * @param from the calling node
     * @param reply to be called once, from any thread, also when the caller waits no more: the call
     *     takes up room of its node until then. Later calls of it are ignored
     * @throws dev.stator.cluster.wire.MalformedMessageException when the request cannot be read;
     *     the caller is told that nothing was done
     */
    void handle(String from, byte[] request, Consumer<byte[]> reply);
  }

  /** How a call ended. */
  sealed interface Outcome {
    /** The node answered. */
    record Answered(byte[] response) implements Outcome {}

    /** It is certain that the request was not carried out: it never left, or was turned away. */
    record NotDone(String reason) implements Outcome {}

    /** As {@link NotDone}, since a limit was reached, here or there: later it may be taken. */
    record Busy(String reason) implements Outcome {}

    /** No answer in time, or the connection broke: it may have been carried out, or still be. */
    record Unknown(String reason) implements Outcome {}
  }
}
