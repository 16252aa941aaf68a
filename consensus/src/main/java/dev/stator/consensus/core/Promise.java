package dev.stator.consensus.core;

import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.liveness.Heard;
import dev.stator.consensus.liveness.Peers;
import dev.stator.consensus.liveness.Withdrawal;
import dev.stator.storage.wal.HardState;
import org.jspecify.annotations.Nullable;

/**
 * Whom a member follows in its term, and until when it has promised to help nobody else to be
 * elected. The promise to a leader runs as long as its node is heard, and a lease's length beyond;
 * what ran when the member leaves the leader stays, whatever it learns.
 */
final class Promise {
  private final Peers peers;
  private final long groupId;
  private final long leaseNanos;
  private @Nullable String leader;
  private String leaderNode = "";
  private Heard heardAtFirst = Heard.NEVER;

  /** A promise that is not renewed any more: to whom, until when. */
  private String holder = "";

  private long holderUntilNanos = Role.NOT_HEARD;

  /** The same, to others than that holder, or to whom is not known. */
  private long othersUntilNanos = Role.NOT_HEARD;

  Promise(Peers peers, long groupId, long leaseNanos) {
    this.peers = peers;
    this.groupId = groupId;
    this.leaseNanos = leaseNanos;
  }

  /** A fresh member, or one that knows no more than its group's first entry, followed nobody. */
  static boolean mayHaveBeen(HardState hard, LogView log) {
    boolean fresh = log.last() == GroupCore.FIRST_INDEX && log.isMembership(GroupCore.FIRST_INDEX);
    return !hard.equals(HardState.INITIAL)
        && !(fresh && hard.term() == GroupCore.FIRST_TERM && hard.votedFor().isEmpty());
  }

  /** What was promised before the restart is not known: it can run for a lease's length still. */
  void restarted(long nowNanos) {
    othersUntilNanos = nowNanos + leaseNanos;
  }

  /** Who is followed, silent or not. */
  @Nullable String leader() {
    return leader;
  }

  /**
   * An entry or heartbeat of the leader is accepted, in the term for which nobody else can lead.
   * Pings that its node sent before count as well, as the leader will count their pongs.
   */
  void follow(String newLeader) {
    if (!newLeader.equals(leader)) {
      leader = newLeader;
      leaderNode = ReplicaName.nodeOf(newLeader);
      heardAtFirst = peers.peer(leaderNode).heard();
    }
  }

  /**
   * Follows no more. The leader's node is told first; then it is seen until when the promise runs
   * that it may still count on.
   */
  void leave(long term) {
    String left = leader;
    if (left == null) {
      return;
    }
    leader = null;
    Heard last = peers.peer(leaderNode).withdraw(new Withdrawal(groupId, term));
    if (last.ever()) {
      keep(left, last.atNanos() + leaseNanos);
    }
  }

  /** True when the leader's node is heard. */
  boolean hearsLeader(long nowNanos) {
    return leader != null && peers.peer(leaderNode).heard().within(leaseNanos, nowNanos);
  }

  /** True when the leader's node was never heard, as in the first moments. */
  boolean neverHeardLeader() {
    return leader != null && !peers.peer(leaderNode).heard().ever();
  }

  boolean isLeaderOn(String node) {
    return leader != null && leaderNode.equals(node);
  }

  /** True when the leader's node is another process now: what led there is gone. */
  boolean leaderDied() {
    return leader != null
        && heardAtFirst.ever()
        && peers.peer(leaderNode).heard().process() != heardAtFirst.process();
  }

  /** True when the leader's node has thrown its list of withdrawals away: it may lead no more. */
  boolean leaderInDoubt() {
    return leader != null
        && heardAtFirst.ever()
        && peers.peer(leaderNode).heard().era() != heardAtFirst.era();
  }

  /** The leader has shown that it still leads. */
  void leaderIsSure() {
    if (leader != null) {
      heardAtFirst = peers.peer(leaderNode).heard();
    }
  }

  /** True while nobody but the one promised to may be helped. */
  boolean runs(String candidate, long nowNanos) {
    return until(candidate) - nowNanos > 0;
  }

  /** When the last promise ends that stands in the way of this candidate; maybe long ago. */
  long until(String candidate) {
    long until = othersUntilNanos;
    if (!holder.equals(candidate)) {
      until = later(until, holderUntilNanos);
    }
    if (leader != null && !leader.equals(candidate)) {
      Heard last = peers.peer(leaderNode).heard();
      if (last.ever()) {
        until = later(until, last.atNanos() + leaseNanos);
      }
    }
    return until;
  }

  private void keep(String newHolder, long untilNanos) {
    if (!newHolder.equals(holder)) {
      othersUntilNanos = later(othersUntilNanos, holderUntilNanos);
      holder = newHolder;
      holderUntilNanos = untilNanos;
    } else {
      holderUntilNanos = later(holderUntilNanos, untilNanos);
    }
  }

  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
  }
}
