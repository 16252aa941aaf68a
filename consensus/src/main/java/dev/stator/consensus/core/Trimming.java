package dev.stator.consensus.core;

/** Decides how much of the log is not needed any more once the store is durable up to an index. */
final class Trimming {
  private final CoreState state;
  private final Leading leading;

  Trimming(CoreState state, Leading leading) {
    this.state = state;
    this.leading = leading;
  }

  /**
   * Keeps what slower members may still need: a leader knows what that is; a follower, which may
   * have to lead, keeps what its byte limit allows. Beyond that limit the slow have lost their
   * claim.
   */
  void durable(long throughIndex) {
    state.durable(throughIndex);
    long needless =
        switch (state.role()) {
          case Role.Leader leader -> leading.matchedByAll(leader);
          case Role.Follower follower -> 0;
          case Role.PreCandidate standing -> 0;
          case Role.Candidate candidate -> 0;
        };
    long excess = state.log.excessThrough();
    long through = Math.min(throughIndex, Math.max(needless, excess));
    if (needless < throughIndex) {
      state.probes.hit(
          excess > needless ? Probe.TRIM_FORCED_BY_BYTES : Probe.TRIM_HELD_BY_FOLLOWER);
    }
    if (through >= state.log.first()) {
      state.log.trim(through);
      state.out.trimThrough(through);
    }
  }
}
