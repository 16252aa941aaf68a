package dev.stator.consensus.core;

import dev.stator.base.Check;
import java.util.ArrayDeque;

/**
 * What a leader knows of one follower. While probing, one message is under way at a time, to find
 * where the logs agree; while replicating, messages follow each other within a byte window.
 */
final class Progress {
  final String name;

  /** The follower's log equals the leader's, synced, up to here. */
  private long match;

  /** The next index to send. */
  private long next;

  private boolean replicating;
  private boolean probeUnderWay;
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private long sentBytes;

  /** Sending time of the newest message that the follower answered. */
  private long answeredNanos;

  private long sentNanos;
  private long sentCommit;

  Progress(String name, long next, long now) {
    this.name = name;
    this.next = next;
    this.answeredNanos = now;
    this.sentNanos = now;
  }

  long match() {
    return match;
  }

  long next() {
    return next;
  }

  boolean replicating() {
    return replicating;
  }

  boolean probeUnderWay() {
    return probeUnderWay;
  }

  boolean windowFull(long windowBytesMax) {
    return sentBytes >= windowBytesMax;
  }

  long answeredNanos() {
    return answeredNanos;
  }

  long sentNanos() {
    return sentNanos;
  }

  long sentCommit() {
    return sentCommit;
  }

  /** Notes a message that was sent just now. */
  void noteSent(long lastIndex, int entries, long bytes, long commit, long now) {
    sentNanos = now;
    sentCommit = Math.max(sentCommit, Math.min(commit, lastIndex));
    if (!replicating) {
      probeUnderWay = true;
    } else if (entries > 0) {
      Check.that(lastIndex == next + entries - 1, "entries are sent in order");
      next = lastIndex + 1;
      sent.add(new Sent(lastIndex, bytes));
      sentBytes += bytes;
    }
  }

  /** The follower answered a message of this leader that was sent then. */
  void answered(long messageSentNanos, long now) {
    Check.that(messageSentNanos <= now, "an answer to a message from the future");
    answeredNanos = Math.max(answeredNanos, messageSentNanos);
  }

  /** The follower's log equals the leader's up to {@code index}; true when that is news. */
  boolean accepted(long index) {
    boolean news = index > match;
    match = Math.max(match, index);
    if (!replicating) {
      replicating = true;
      probeUnderWay = false;
      next = match + 1;
    }
    next = Math.max(next, match + 1);
    Sent oldest = sent.peek();
    while (oldest != null && oldest.lastIndex <= match) {
      sentBytes -= oldest.bytes;
      sent.remove();
      oldest = sent.peek();
    }
    return news;
  }

  /** True when a rejection at {@code prevIndex} says nothing new. */
  boolean rejectionIsStale(long prevIndex) {
    return prevIndex <= match || (!replicating && prevIndex != next - 1);
  }

  /** The logs differ: look for the place where they agree, from {@code next} down. */
  void probeFrom(long nextIndex) {
    replicating = false;
    probeUnderWay = false;
    sent.clear();
    sentBytes = 0;
    next = Math.max(match + 1, nextIndex);
  }

  /** Nothing is sent before the next heartbeat. */
  void awaitHeartbeat() {
    probeUnderWay = true;
  }

  /** A probe that was not answered in time counts as lost. */
  void forgetProbe() {
    probeUnderWay = false;
  }

  private record Sent(long lastIndex, long bytes) {}
}
