package dev.stator.consensus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows of its group at one moment.
 *
 * @param self this member's replica name
 * @param leader the leader's replica name, when it is known
 * @param firstIndex where this member's log begins
 * @param lastIndex where it ends
 * @param rebuilding true while this member's store is being rebuilt
 * @param membership the newest one in the log, committed or not
 * @param changing true while that membership is not settled: no other change is taken
 * @param members what the leader knows of each voter and learner, itself included; empty at others
 */
public record GroupStatus(
    long groupId,
    String self,
    Role role,
    long term,
    @Nullable String leader,
    long firstIndex,
    long commitIndex,
    long appliedIndex,
    long lastIndex,
    boolean rebuilding,
    Membership membership,
    boolean changing,
    List<MemberStatus> members) {
  public GroupStatus {
    members = List.copyOf(members);
  }

  /** What a member is at this moment. */
  public enum Role {
    /** Follows, or waits for somebody to follow. */
    FOLLOWER,
    /** Asks for votes, or whether that would do any good. */
    CANDIDATE,
    /** Leads; perhaps without having applied an entry of its own term yet. */
    LEADER
  }

  /**
   * A member as its leader sees it.
   *
   * @param matchIndex its log equals the leader's, synced, up to here
   * @param durableIndex what its store holds durably, as it said last
   * @param caughtUp it may be made a voter: its store is complete, nothing but what is on its way
   *     to it is missing, and a log replica's log begins early enough
   * @param awaitingPointer what it lacks is trimmed: it is told to rebuild its store
   * @param rebuilding its store is being rebuilt
   * @param silentNanos for how long no message of the leader that it answered was sent; 0 for the
   *     leader itself
   * @param standsNanos for how long it has acknowledged nothing, while there was something that it
   *     lacked; 0 for one that is told to rebuild its store
   */
  public record MemberStatus(
      String name,
      Membership.Kind kind,
      boolean votes,
      long matchIndex,
      long durableIndex,
      boolean caughtUp,
      boolean awaitingPointer,
      boolean rebuilding,
      long silentNanos,
      long standsNanos) {}
}
