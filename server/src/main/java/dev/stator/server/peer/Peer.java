package dev.stator.server.peer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What this node has with another one. Lives on the event loop, but for the outbox. */
final class Peer {
  private final String name;
  private final Outbox outbox;
  private final int retryMillisMin;
  private final int retryMillisMax;

  private @Nullable Address address;
  private @Nullable Connection connection;
  private long connectedNanos;
  private boolean dialing;
  private int retryMillis;
  private boolean forgotten;

  /** Where a node listens. */
  record Address(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  Peer(String name, Outbox outbox, PeerOptions options) {
    this.name = name;
    this.outbox = outbox;
    this.retryMillisMin = options.retryMillisMin();
    this.retryMillisMax = options.retryMillisMax();
    this.retryMillis = retryMillisMin;
  }

  String name() {
    return name;
  }

  Outbox outbox() {
    return outbox;
  }

  @Nullable Address address() {
    return address;
  }

  @Nullable Connection connection() {
    return connection;
  }

  /** When the connection came about, on the clock of {@code System.nanoTime}. */
  long connectedNanos() {
    return connectedNanos;
  }

  /** True when that is news. */
  boolean moveTo(Address newAddress) {
    boolean news = !newAddress.equals(address);
    address = newAddress;
    if (news) {
      retryMillis = retryMillisMin;
    }
    return news;
  }

  void connect(Connection newConnection, long nowNanos) {
    connection = newConnection;
    connectedNanos = nowNanos;
    retryMillis = retryMillisMin;
    outbox.attach(Objects.requireNonNull(newConnection.channel()));
  }

  void disconnect() {
    connection = null;
    outbox.detach();
  }

  /** Whether to connect to it now; if so, an attempt is taken to be under way. */
  boolean beginDialing() {
    if (forgotten || dialing || connection != null || address == null) {
      return false;
    }
    dialing = true;
    return true;
  }

  void endDialing() {
    dialing = false;
  }

  /** How long to wait before the next attempt; each wait is longer than the one before. */
  int nextRetryMillis() {
    int now = retryMillis;
    retryMillis = Math.min(2 * retryMillis, retryMillisMax);
    return now;
  }

  void forget() {
    forgotten = true;
  }
}
