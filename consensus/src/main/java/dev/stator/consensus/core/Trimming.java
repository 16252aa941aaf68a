package dev.stator.consensus.core;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;

/** Decides how much of the log is not needed any more. */
final class Trimming {
  /** A log replica trims in steps, not with every append. */
  private static final long STEP_ENTRIES = 128;

  private final CoreState state;
  private final Leading leading;
  private long needless;

  Trimming(CoreState state, Leading leading) {
    this.state = state;
    this.leading = leading;
  }

  /**
   * The store is durable up to an index. Keeps what slower members may still need: a leader knows
   * what that is; a storage replica that follows, and may have to lead, keeps what its byte limit
   * allows. Beyond that limit the slow have lost their claim. A log replica keeps all that its
   * leader does not say is needless.
   */
  void durable(long throughIndex) {
    state.durable(throughIndex);
    if (isLogReplica()) {
      trim(Math.min(state.durable(), needless));
      return;
    }
    long unneeded =
        switch (state.role()) {
          case Role.Leader leader -> leading.matchedByAll(leader);
          case Role.Follower follower -> 0;
          case Role.PreCandidate standing -> 0;
          case Role.Candidate candidate -> 0;
        };
    long excess = state.log.excessThrough();
    if (unneeded < throughIndex) {
      state.probes.hit(
          excess > unneeded ? Probe.TRIM_FORCED_BY_BYTES : Probe.TRIM_HELD_BY_FOLLOWER);
    }
    trim(Math.min(throughIndex, Math.max(unneeded, excess)));
  }

  /** The leader says that a log replica need not keep entries up to here. */
  void needless(long index) {
    needless = Math.max(needless, index);
    if (isLogReplica()) {
      long through = Math.min(state.durable(), needless);
      if (through >= state.log.first() + STEP_ENTRIES) {
        trim(through);
      }
    }
  }

  /**
   * True when a log replica has all that it may keep and the leader does not let go of any. What it
   * keeps only because its own store is not durable yet does not count: that is for the node to
   * say.
   */
  boolean full() {
    return state.log.excessThrough() > needless && isLogReplica();
  }

  private void trim(long through) {
    if (through >= state.log.first()) {
      state.log.trim(through);
      state.out.trimThrough(through);
    }
  }

  /** As long as it may yet be one again, too: that it is another kind now may be taken back. */
  private boolean isLogReplica() {
    Membership former = state.electorate().former();
    return isLogReplica(state.memberships().newest()) || (former != null && isLogReplica(former));
  }

  private boolean isLogReplica(Membership membership) {
    Member member = membership.member(state.self);
    return member != null && member.kind() == Kind.LOG;
  }
}
