package dev.stator.consensus.core;

/** What another set of members, or of those who may stand, means for a member's role. */
final class NewElectorate {
  private NewElectorate() {}

  /** Another election timer may be due, or others are to be served. */
  static void takeUp(CoreState state) {
    switch (state.role()) {
      case Role.Leader leader ->
          leader.membersAre(
              state.electorate().otherMembers(state.self), state.log.last(), state.now());
      case Role.Follower follower -> {
        if (!state.mayStand()) {
          follower.deadlineNanos = Effects.NEVER;
        } else if (follower.deadlineNanos == Effects.NEVER) {
          follower.deadlineNanos = state.followDeadline();
        }
      }
      case Role.PreCandidate standing -> {
        // It finds out at its deadline.
      }
      case Role.Candidate candidate -> {
        // Whoever made it copy looks after that.
      }
    }
  }
}
