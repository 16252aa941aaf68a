package dev.stator.consensus.core;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;

/**
 * Sees to it that a change of membership leaves somebody who can lead: a storage voter with a whole
 * store that knows that it is one. Nobody could tell it when the last leader is gone.
 */
final class Successors {
  private Successors() {}

  /** Whether the membership has a storage voter with a whole store that takes the leader's log. */
  static boolean exist(CoreState state, Role.Leader leader, Membership next) {
    return next.voters().stream().anyMatch(voter -> has(state, leader, voter, 0));
  }

  /** Up to where entries may be committed as far as this goes. */
  static long committable(CoreState state, Role.Leader leader) {
    long newest = state.memberships().newestIndex();
    if (newest <= state.commit()
        || state.memberships().newest().voters().stream()
            .anyMatch(voter -> has(state, leader, voter, newest))) {
      return Long.MAX_VALUE;
    }
    state.probes.hit(Probe.MEMBERSHIP_WAITED_FOR_SUCCESSOR);
    return newest - 1;
  }

  private static boolean has(CoreState state, Role.Leader leader, Member voter, long index) {
    if (voter.kind() != Kind.STORAGE) {
      return false;
    }
    if (voter.name().equals(state.self)) {
      return state.syncs.syncedIndex() >= index;
    }
    Progress follower = leader.follower(voter.name());
    return follower != null
        && follower.complete()
        && follower.replicating()
        && follower.pointer() == null
        && follower.match() >= index;
  }
}
