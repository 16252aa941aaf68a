package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.Message.AppendAccepted;
import dev.stator.consensus.liveness.Peers;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of one follower. While probing, one message is under way at a time, to find
 * where the logs agree; while replicating, messages follow each other within a byte window.
 */
final class Progress {
  private static final int REPEATS_DOUBLED_MAX = 5;

  final String name;

  /** The follower's log equals the leader's, synced, up to here. */
  private long match;

  /** The next index to send. */
  private long next;

  private boolean replicating;
  private boolean probeUnderWay;
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private long sentBytes;

  /** Whether it may be counted for the leader's lease. */
  final Confirmation confirmation;

  /** Sending time of the newest message that the follower answered. */
  private long answeredNanos = Role.NOT_HEARD;

  private final long begunNanos;
  private long sentNanos;

  /** What it lacks is trimmed: it is told this until it answers. */
  private @Nullable RebuildPoint pointer;

  /** Its log is at its limit. */
  private boolean full;

  private long firstIndex;
  private long durable;
  private boolean complete = true;
  private long toldNanos = Long.MIN_VALUE;

  private long needless;
  private long needlessNanos = Role.NOT_HEARD;

  /** How often something was repeated without an answer. */
  private int repeats;

  private long sentCommit;
  private long sentCommitNanos;

  /** Since when it has had no more than this, while it is owed more. */
  private long standsSinceNanos = Effects.NEVER;

  private long standsAt;

  /** It knows that everything up to here is committed. */
  private long knownCommit;

  Progress(String name, long next, long now, Peers peers) {
    this.name = name;
    this.next = next;
    this.sentNanos = now;
    this.begunNanos = now;
    this.confirmation = new Confirmation(peers.peer(ReplicaName.nodeOf(name)), now);
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

  /** When a message was sent last that it, or its node for it, is known to have got. */
  long heardNanos() {
    return Math.max(Math.max(begunNanos, answeredNanos), confirmation.heardNanos());
  }

  /** Until when it is known to have followed this leader. */
  long supportedUntilNanos(long leaseNanos) {
    return Math.max(confirmation.supportedUntilNanos(), answeredNanos + leaseNanos);
  }

  /** When to repeat what was not answered: less and less often when nothing comes back. */
  long retryNanos(long heartbeatNanos) {
    return sentNanos + (heartbeatNanos << Math.min(repeats, REPEATS_DOUBLED_MAX));
  }

  /** A message was sent just now that is no append. */
  void noteAsked(long now) {
    sentNanos = now;
  }

  /** It is told up to where a log replica need not keep entries. */
  void tellNeedless(long index, long now) {
    if (index > needless) {
      needless = index;
      needlessNanos = now;
    }
  }

  /** What it is known to have been told of that. */
  long toldNeedless() {
    return answeredNanos >= needlessNanos ? needless : 0;
  }

  void repeated() {
    repeats++;
    forgetProbe();
  }

  /** What was not answered may be now. */
  void answersAgain() {
    repeats = 0;
    forgetProbe();
  }

  long knownCommit() {
    return knownCommit;
  }

  long sentNanos() {
    return sentNanos;
  }

  long sentCommit() {
    return sentCommit;
  }

  /** Notes a message that was sent just now. */
  void noteSent(long lastIndex, int entries, long bytes, long commit, long now) {
    long through = Math.min(commit, lastIndex);
    if (through > sentCommit) {
      // Of two messages of one moment an answer does not tell which it means.
      sentCommitNanos = now == sentNanos ? now + 1 : now;
      sentCommit = through;
    }
    sentNanos = now;
    if (!replicating) {
      probeUnderWay = true;
    } else if (entries > 0) {
      Check.that(lastIndex == next + entries - 1, "entries are sent in order");
      next = lastIndex + 1;
      sent.add(new Sent(lastIndex, bytes));
      sentBytes += bytes;
    }
  }

  /**
   * Looks whether it gets on; at each step.
   *
   * @param last where the leader's log ends
   */
  void look(long last, long now) {
    if (match >= last || pointer != null) {
      standsSinceNanos = Effects.NEVER;
    } else if (standsSinceNanos == Effects.NEVER || match != standsAt) {
      standsSinceNanos = now;
      standsAt = match;
    }
  }

  /** For how long it has acknowledged nothing of what it is owed. */
  long standsNanos(long now) {
    return standsSinceNanos == Effects.NEVER ? 0 : Math.max(0, now - standsSinceNanos);
  }

  /** The follower answered a message of this leader that was sent then. */
  void answered(long messageSentNanos, long now) {
    Check.that(messageSentNanos <= now, "an answer to a message from the future");
    answeredNanos = Math.max(answeredNanos, messageSentNanos);
    repeats = 0;
  }

  /**
   * The follower's log equals the leader's up to {@code index}, as it says to a message that was
   * sent then; true when that is news.
   *
   * @param logFirst where the leader's log begins
   */
  boolean accepted(long index, long messageSentNanos, long logFirst) {
    if (messageSentNanos >= sentCommitNanos) {
      knownCommit = Math.max(knownCommit, Math.min(sentCommit, index));
    }
    boolean news = index > match;
    match = Math.max(match, index);
    if (pointer != null && match < logFirst - 1) {
      return news;
    }
    pointer = null;
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

  /** What the follower said of itself in the answer to a message that was sent then. */
  void tells(AppendAccepted answer) {
    if (answer.sentNanos() < toldNanos) {
      return;
    }
    toldNanos = answer.sentNanos();
    firstIndex = answer.firstIndex();
    durable = answer.durableIndex();
    complete = answer.complete();
    full = answer.full();
  }

  /** True when it has said where its log begins. */
  boolean begins() {
    return firstIndex > 0;
  }

  long firstIndex() {
    return firstIndex;
  }

  long durable() {
    return durable;
  }

  boolean complete() {
    return complete;
  }

  boolean full() {
    return full;
  }

  @Nullable RebuildPoint pointer() {
    return pointer;
  }

  /** Only a pointer helps it. */
  void awaitPointer(RebuildPoint point) {
    probeFrom(point.index() + 1);
    pointer = point;
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
