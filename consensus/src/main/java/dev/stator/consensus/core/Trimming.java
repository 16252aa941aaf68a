package dev.stator.consensus.core;

import dev.stator.consensus.LogRoom;
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
   * allows. Beyond that limit, and where the node's log has no room, the slow have lost their
   * claim. Who does not hold all rows keeps all that its leader does not say is needless.
   */
  void durable(long throughIndex, LogRoom room) {
    state.durable(throughIndex);
    if (lacksRows()) {
      long through = Math.min(state.durable(), needless);
      if (through >= state.log.first() && !isLogReplica()) {
        state.probes.hit(Probe.TRIMMED_WHILE_REBUILDING);
      }
      trim(through);
      return;
    }
    long unneeded = unneeded(room);
    long excess = state.log.excessThrough();
    if (unneeded < throughIndex) {
      state.probes.hit(
          excess > unneeded ? Probe.TRIM_FORCED_BY_BYTES : Probe.TRIM_HELD_BY_FOLLOWER);
    }
    trim(Math.min(throughIndex, Math.max(unneeded, excess)));
  }

  /** A store that is being rebuilt is given what is committed, if the log has too much. */
  void replay(LogRoom room) {
    boolean keepsTooMuch = room != LogRoom.AMPLE || state.log.excessThrough() > 0;
    if (keepsTooMuch && state.rebuilding && !state.noting()) {
      state.probes.hit(Probe.REPLAYED_WHILE_REBUILDING);
      state.out.applyThrough(Math.min(state.commit(), state.syncs.syncedIndex()));
    }
  }

  /** A follower that keeps entries only in case that it has to lead is the first to let them go. */
  private long unneeded(LogRoom room) {
    if (room != LogRoom.AMPLE) {
      state.probes.hit(Probe.TRIM_FORCED_BY_NODE);
    }
    return switch (state.role()) {
      case Role.Leader leader when room == LogRoom.AMPLE || !stays() ->
          leading.matchedByAll(leader);
      case Role.Leader leader ->
          room == LogRoom.SHORT ? leading.matchedByHeard(leader) : Long.MAX_VALUE;
      case Role.Follower follower -> room == LogRoom.AMPLE ? 0 : Long.MAX_VALUE;
      case Role.PreCandidate standing -> 0;
      case Role.Candidate candidate -> 0;
    };
  }

  /** Whether nobody has to lead in this member's place soon, who may lack what goes. */
  private boolean stays() {
    Electorate electorate = state.electorate();
    return electorate.former() == null && electorate.newest().votes(state.self);
  }

  /**
   * The leader says that who does not hold all rows need not keep entries up to here: others do.
   */
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

  /** A store of rows from different moments could not lead, and needs its log to become one. */
  private boolean lacksRows() {
    return isLogReplica() || !state.complete();
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
