package dev.stator.node.repair;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import java.util.List;

/**
 * A group as its leader sees it.
 *
 * @param membership the newest one
 * @param self the leader's replica name
 * @param changing whether that membership is not settled
 * @param members one for each voter and learner, in any order
 * @param wholeNanos for how long every voter has been a storage replica that is well; 0 when one is
 *     not
 */
public record GroupView(
    Membership membership,
    String self,
    boolean changing,
    List<MemberView> members,
    long wholeNanos) {
  public GroupView {
    members = List.copyOf(members);
  }

  /**
   * A member.
   *
   * @param silentNanos for how long nothing has been heard of it; 0 when it is well
   * @param standsNanos for how long it has acknowledged nothing of what it is owed
   * @param lost its node is there and has it no more: it will never come back under this name
   * @param caughtUp it may be made a voter, or the leader
   */
  public record MemberView(
      Member member, long silentNanos, long standsNanos, boolean lost, boolean caughtUp) {
    String name() {
      return member.name();
    }

    String node() {
      return ReplicaName.nodeOf(member.name());
    }

    boolean stores() {
      return member.kind() == Membership.Kind.STORAGE;
    }
  }

  /**
   * A node of the cluster.
   *
   * @param alive whether it is heard now
   * @param leaving it is to have no replicas, and may be no member any more
   * @param replicas how many replicas it has, to compare
   */
  public record NodeView(String name, String zone, boolean alive, boolean leaving, int replicas) {}
}
