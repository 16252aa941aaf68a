package dev.stator.consensus.liveness;

import java.util.List;

/**
 * What a leader's lease rests on: for each membership that counts, who confirmed the leader's term,
 * and how many of those must be supported. Made by the group's core, checked by anybody.
 */
public final class Grounds {
  private final long term;
  private final List<Quorum> quorums;

  /**
   * @param term the leader's term
   * @param quorums all of these must be there
   */
  public Grounds(long term, List<Quorum> quorums) {
    this.term = term;
    this.quorums = List.copyOf(quorums);
    if (quorums.isEmpty()) {
      throw new IllegalArgumentException("a lease rests on a quorum");
    }
  }

  long term() {
    return term;
  }

  List<Quorum> quorums() {
    return quorums;
  }

  /**
   * One membership.
   *
   * @param needed how many of the others must be supported
   * @param confirmed those who may be counted
   */
  public record Quorum(int needed, List<Confirmed> confirmed) {
    public Quorum {
      confirmed = List.copyOf(confirmed);
      if (needed < 0) {
        throw new IllegalArgumentException("a negative quorum");
      }
    }
  }

  /**
   * A member that has confirmed the leader's term.
   *
   * @param peer its node
   * @param generation that of the node's support when it did
   * @param sentNanos when the message was sent that it confirmed
   */
  public record Confirmed(Peers.Peer peer, long generation, long sentNanos) {
    boolean counts(long nowNanos) {
      Support support = peer.support();
      return support.generation() == generation && support.runs(nowNanos);
    }
  }

  /** True when nobody else need be asked: a group of one. */
  boolean alone() {
    for (int i = 0; i < quorums.size(); i++) {
      if (quorums.get(i).needed > 0) {
        return false;
      }
    }
    return true;
  }
}
