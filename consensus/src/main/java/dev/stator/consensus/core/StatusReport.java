package dev.stator.consensus.core;

import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.GroupStatus.MemberStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what a member knows of its group. */
final class StatusReport {
  private StatusReport() {}

  static GroupStatus of(CoreState state, Leading leading, @Nullable String leader, long now) {
    return new GroupStatus(
        state.groupId,
        state.self,
        role(state.role()),
        state.term(),
        leader,
        state.log.first(),
        state.commit(),
        state.applied(),
        state.log.last(),
        !state.complete(),
        state.memberships().newest(),
        changing(state, leading),
        state.role() instanceof Role.Leader leads
            ? members(state, leading, leads, now)
            : List.of());
  }

  private static boolean changing(CoreState state, Leading leading) {
    return state.role() instanceof Role.Leader leads
        ? !leading.settled(leads)
        : state.memberships().newestIndex() > state.commit();
  }

  private static GroupStatus.Role role(Role role) {
    return switch (role) {
      case Role.Follower follower -> GroupStatus.Role.FOLLOWER;
      case Role.PreCandidate standing -> GroupStatus.Role.CANDIDATE;
      case Role.Candidate candidate -> GroupStatus.Role.CANDIDATE;
      case Role.Leader leader -> GroupStatus.Role.LEADER;
    };
  }

  private static List<MemberStatus> members(
      CoreState state, Leading leading, Role.Leader leader, long now) {
    Membership membership = state.memberships().newest();
    Membership heard = heard(state, leading, leader, now);
    List<MemberStatus> members = new ArrayList<>(membership.size());
    for (Member voter : membership.voters()) {
      members.add(member(state, leading, leader, voter, true, heard, now));
    }
    for (Member learner : membership.learners()) {
      members.add(member(state, leading, leader, learner, false, heard, now));
    }
    return members;
  }

  /**
   * The membership without the voters that do not answer, or do not get on: those that may be about
   * to be replaced.
   */
  private static Membership heard(CoreState state, Leading leading, Role.Leader leader, long now) {
    Membership membership = state.memberships().newest();
    List<Member> voters = new ArrayList<>();
    for (Member voter : membership.voters()) {
      Progress progress = leader.follower(voter.name());
      if (progress == null
          || (now - progress.answeredNanos() < state.options.electionTimeoutNanos()
              && !leading.stands(progress))) {
        voters.add(voter);
      }
    }
    if (voters.size() == membership.voters().size()) {
      return membership;
    }
    return voters.stream().anyMatch(voter -> voter.kind() == Membership.Kind.STORAGE)
        ? new Membership(voters, membership.learners(), membership.lastGeneration())
        : membership;
  }

  private static MemberStatus member(
      CoreState state,
      Leading leading,
      Role.Leader leader,
      Member member,
      boolean votes,
      Membership heard,
      long now) {
    Progress progress = leader.follower(member.name());
    if (progress == null) {
      long synced = state.syncs.syncedIndex();
      return new MemberStatus(
          member.name(), member.kind(), votes, synced, state.durable(), true, false, false, 0, 0);
    }
    return new MemberStatus(
        member.name(),
        member.kind(),
        votes,
        progress.match(),
        progress.durable(),
        leading.caughtUp(leader, member, heard),
        progress.pointer() != null,
        !progress.complete(),
        Math.max(0, now - progress.heardNanos()),
        progress.standsNanos(now));
  }
}
