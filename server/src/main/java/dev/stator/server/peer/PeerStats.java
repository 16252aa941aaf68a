package dev.stator.server.peer;

import java.util.concurrent.atomic.LongAdder;

/** What the connections of a node have done so far. Any thread. */
public final class PeerStats {
  final LongAdder sentMessages = new LongAdder();
  final LongAdder sentBytes = new LongAdder();
  final LongAdder receivedMessages = new LongAdder();
  final LongAdder receivedBytes = new LongAdder();
  final LongAdder droppedFull = new LongAdder();
  final LongAdder droppedUnconnected = new LongAdder();
  final LongAdder droppedTooLarge = new LongAdder();
  final LongAdder links = new LongAdder();
  final LongAdder refusals = new LongAdder();
  final LongAdder brokenStreams = new LongAdder();

  /** Messages that were given to a connection. */
  public long sentMessages() {
    return sentMessages.sum();
  }

  public long sentBytes() {
    return sentBytes.sum();
  }

  public long receivedMessages() {
    return receivedMessages.sum();
  }

  public long receivedBytes() {
    return receivedBytes.sum();
  }

  /** Messages dropped because too much waited for their node. */
  public long droppedFull() {
    return droppedFull.sum();
  }

  /** Messages dropped because there was no connection, or it broke before they left. */
  public long droppedUnconnected() {
    return droppedUnconnected.sum();
  }

  public long droppedTooLarge() {
    return droppedTooLarge.sum();
  }

  /** Connections that came about, in either direction. */
  public long links() {
    return links.sum();
  }

  /** Connections refused, here or there: another cluster, a name used twice. */
  public long refusals() {
    return refusals.sum();
  }

  /** Connections ended because what came in was no frame. */
  public long brokenStreams() {
    return brokenStreams.sum();
  }
}
