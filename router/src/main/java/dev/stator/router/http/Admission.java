package dev.stator.router.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is under way over all connections, and says no at the limits. */
final class Admission {
  private final HttpLimits limits;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();

  Admission(HttpLimits limits) {
    this.limits = limits;
  }

  /** Takes a place for a connection. Each call, true or false, needs {@link #endConnection}. */
  boolean beginConnection() {
    return connections.incrementAndGet() <= limits.connectionsMax();
  }

  void endConnection() {
    connections.decrementAndGet();
  }

  boolean tryBeginCall() {
    if (calls.incrementAndGet() <= limits.callsMax()) {
      return true;
    }
    calls.decrementAndGet();
    return false;
  }

  void endCall() {
    calls.decrementAndGet();
  }

  boolean tryTakeBodyBytes(int bytes) {
    if (bodyBytes.addAndGet(bytes) <= limits.bodyBytesMax()) {
      return true;
    }
    bodyBytes.addAndGet(-bytes);
    return false;
  }

  void giveBackBodyBytes(long bytes) {
    bodyBytes.addAndGet(-bytes);
  }

  int connections() {
    return connections.get();
  }

  int calls() {
    return calls.get();
  }

  long bodyBytes() {
    return bodyBytes.get();
  }
}
