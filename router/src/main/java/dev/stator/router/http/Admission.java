package dev.stator.router.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is under way over all connections, and says no at the limits. */
final class Admission {
  private static final int LARGE_BYTES = 4 << 10;
  private static final int LARGE_BODY_BYTES = 64 << 10;

  private final HttpLimits limits;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();
  private final AtomicLong decodedBytes = new AtomicLong();
  private final AtomicLong answerBytes = new AtomicLong();

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
    if (calls.incrementAndGet() <= limits.callsMax()
        && answerBytes.get() <= limits.answerBytesMax()) {
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

  /**
   * Takes room for what a body becomes when it is decoded, which may be ten times as long; small
   * ones are left out. When it is true, {@link #endDecoding} must follow.
   */
  boolean tryBeginDecoding(int bytes) {
    if (!isLargeBody(bytes) || decodedBytes.addAndGet(bytes) <= limits.decodedBytesMax()) {
      return true;
    }
    decodedBytes.addAndGet(-bytes);
    return false;
  }

  void endDecoding(int bytes) {
    if (isLargeBody(bytes)) {
      decodedBytes.addAndGet(-bytes);
    }
  }

  private static boolean isLargeBody(int bytes) {
    return bytes > LARGE_BODY_BYTES;
  }

  /**
   * Takes room for more of an answer that is being written. Beyond the limit there is room only for
   * the one that has more than all others together, so that a long answer is written at last.
   *
   * @param taken for the same answer before
   */
  boolean tryTakeAnswerBytes(long taken, int more) {
    long all = answerBytes.addAndGet(more);
    if (all <= limits.answerBytesMax() || 2 * (taken + more) > all) {
      return true;
    }
    answerBytes.addAndGet(-more);
    return false;
  }

  /** Counts them though there may be no room: what was done must be answered. */
  void countAnswerBytes(int more) {
    answerBytes.addAndGet(more);
  }

  void giveBackAnswerBytes(long bytes) {
    if (bytes != 0) {
      answerBytes.addAndGet(-bytes);
    }
  }

  /** How much more may be written before there is no room. */
  long answerRoom() {
    return Math.max(0, limits.answerBytesMax() - answerBytes.get());
  }

  /** Counts an answer that its client has not taken; small ones are left out. */
  void beginAnswer(int bytes) {
    if (isLarge(bytes)) {
      answerBytes.addAndGet(bytes);
    }
  }

  void endAnswer(int bytes) {
    if (isLarge(bytes)) {
      answerBytes.addAndGet(-bytes);
    }
  }

  /** Whether an answer counts: the sum of the others is bounded by the number of calls. */
  static boolean isLarge(int bytes) {
    return bytes > LARGE_BYTES;
  }

  int connections() {
    return connections.get();
  }

  int calls() {
    return calls.get();
  }

  long answerBytes() {
    return answerBytes.get();
  }

  long bodyBytes() {
    return bodyBytes.get();
  }
}
