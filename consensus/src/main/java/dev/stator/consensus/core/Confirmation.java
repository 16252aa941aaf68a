package dev.stator.consensus.core;

import dev.stator.consensus.liveness.Grounds.Confirmed;
import dev.stator.consensus.liveness.Peers;
import dev.stator.consensus.liveness.Support;
import org.jspecify.annotations.Nullable;

/**
 * Whether a follower may be counted for the leader's lease: it has accepted a message of this term
 * that was sent after all that is known of its leaving, in the present generation of its node.
 */
final class Confirmation {
  private final Peers.Peer peer;

  /** Acceptances of messages up to this moment say nothing. */
  private long voidUntilNanos = Role.NOT_HEARD;

  /** When the follower ceased to be counted, if it is not. */
  private long lapsedNanos;

  private @Nullable Confirmed confirmed;

  Confirmation(Peers.Peer peer, long nowNanos) {
    this.peer = peer;
    this.lapsedNanos = nowNanos;
  }

  String node() {
    return peer.node();
  }

  @Nullable Confirmed confirmed() {
    return confirmed;
  }

  /** True when nothing has come from its node for a lease: what is sent goes nowhere. */
  boolean isSilent(long nowNanos) {
    return !peer.support().runs(nowNanos);
  }

  boolean counts(long nowNanos) {
    Support support = peer.support();
    return confirmed != null
        && confirmed.generation() == support.generation()
        && support.runs(nowNanos);
  }

  /** Until when its support is known to have run. */
  long supportedUntilNanos() {
    Confirmed now = confirmed;
    Support support = peer.support();
    return now != null && now.generation() == support.generation()
        ? support.untilNanos()
        : lapsedNanos;
  }

  /** When a message was sent that its node, being counted, is known to have got. */
  long heardNanos() {
    return confirmed == null ? Role.NOT_HEARD : peer.support().sentNanos();
  }

  /** The follower accepted a message that was sent then; true when it counts from now on. */
  boolean accepted(long sentNanos) {
    if (confirmed != null) {
      return false;
    }
    Support support = peer.support();
    if (support.generation() == 0 || saysNothing(sentNanos, support)) {
      return false;
    }
    confirmed = new Confirmed(peer, support.generation(), sentNanos);
    return true;
  }

  /** The answer may have been sent before it left, or by an earlier process. */
  private boolean saysNothing(long sentNanos, Support support) {
    return sentNanos - support.sinceNanos() <= 0 || sentNanos - voidUntilNanos <= 0;
  }

  /** It left, at this moment at the latest: counts again when it accepts what is sent later. */
  void revoke(long nowNanos) {
    voidUntilNanos = nowNanos;
    lapse(nowNanos);
  }

  /** Counts again when it accepts what its leader asks for now. */
  void lapse(long nowNanos) {
    if (confirmed != null) {
      lapsedNanos = nowNanos;
      confirmed = null;
    }
  }

  /** Its node is another process, or has begun another era. */
  boolean isOutdated() {
    return confirmed != null && confirmed.generation() != peer.support().generation();
  }
}
