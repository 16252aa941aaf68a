package dev.stator.consensus.core;

import dev.stator.consensus.core.Message.PreVoteRequest;
import dev.stator.consensus.core.Message.PreVoteResponse;
import dev.stator.consensus.core.Message.StandNow;
import dev.stator.consensus.core.Message.VoteRequest;
import dev.stator.consensus.core.Message.VoteResponse;

/** Pre-votes and votes, on both sides. */
final class Elections {
  private final CoreState state;
  private final PhaseOne phaseOne;
  private final Leading leading;

  Elections(CoreState state, PhaseOne phaseOne, Leading leading) {
    this.state = state;
    this.phaseOne = phaseOne;
    this.leading = leading;
  }

  /** Begins an election; alone in the group there is nobody to ask first. */
  void begin() {
    if (!state.mayStand()) {
      state.probes.hit(Probe.STOOD_NO_MORE);
      state.toQuiet();
      return;
    }
    if (state.alone()) {
      if (!(state.role() instanceof Role.Follower)) {
        state.toFollowerWithoutLeader(Effects.NEVER);
      }
      state.promise.leave(state.term());
      if (state.promise.runs(state.self, state.now())) {
        // The last leader, which is no member any more, may count on this one for a while yet.
        state.toFollowerWithoutLeader(state.standDeadline());
      } else {
        state.toCandidate(0);
      }
      return;
    }
    if (!(state.role() instanceof Role.Follower)) {
      state.probes.hit(Probe.ELECTION_TIMED_OUT);
      state.patience.failed();
    }
    Role.PreCandidate standing = state.toPreCandidate();
    standing.grants.add(state.self);
    for (String other : state.electorate().otherVoters(state.self)) {
      state.out.sendNow(new PreVoteRequest(state.header(other)));
    }
  }

  /** Something has changed about another node: one that was asked in vain may answer now. */
  void encouraged() {
    if (state.patience.encouraged() && state.role() instanceof Role.PreCandidate standing) {
      standing.deadlineNanos =
          Math.min(standing.deadlineNanos, state.now() + state.patience.jitter());
    }
  }

  /** Its own vote is durable now. */
  void ownVoteSynced(Role.Candidate candidate) {
    candidate.ownVoteSynced = true;

    if (!state.alone()) {
      candidate.askNanos = state.now() + state.options.heartbeatNanos();
    }
    phaseOne.advance();
  }

  /** Asks those again who did not answer, or refused: a message may be lost. */
  void askAgain(Role.Candidate candidate) {
    if (state.now() < candidate.askNanos) {
      return;
    }
    candidate.askNanos = state.now() + state.options.heartbeatNanos();
    for (String other : state.electorate().otherVoters(state.self)) {
      if (!candidate.grants.containsKey(other)) {
        state.out.sendNow(new VoteRequest(state.header(other), candidate.handOverIndex));
      }
    }
  }

  /** A leader that asks leads no more: it would not ask otherwise. */
  void preVoteRequest(PreVoteRequest request) {
    String from = request.from();
    if (from.equals(state.promise.leader())) {
      state.probes.hit(Probe.LEADER_ASKS_FOR_PRE_VOTE);
      state.leaveLeader(true);
    }
    boolean refused = state.promise.runs(from, state.now()) || isElsewhere();
    if (refused) {
      state.probes.hit(Probe.PRE_VOTE_REFUSED_LEADER_HEARD);
    }
    state.out.sendNow(new PreVoteResponse(state.header(from), !refused));
    if (state.role() instanceof Role.Leader leader) {
      // Whoever asks has lost sight of its leader.
      Progress asking = leader.follower(from);
      if (asking != null) {
        leading.ask(asking);
      }
    } else if (!refused
        && (!(state.role() instanceof Role.PreCandidate) || state.self.compareTo(from) > 0)) {
      state.yieldOnce();
    }
  }

  void preVoteResponse(PreVoteResponse response) {
    if (!(state.role() instanceof Role.PreCandidate standing) || !response.granted()) {
      return;
    }
    standing.grants.add(response.from());
    if (!state.electorate().agrees(standing.grants::contains)) {
      return;
    }
    state.promise.leave(state.term());
    if (state.promise.runs(state.self, state.now())) {
      state.probes.hit(Probe.LEADER_HEARD_BEFORE_STANDING);
      state.toFollowerWithoutLeader(state.standDeadline());
      return;
    }
    stand(0);
  }

  /** The leader has given up the lead, for good: stands at once. */
  void standNow(StandNow request) {
    if (!mayBeGiven(request.from())) {
      state.probes.hit(Probe.STAND_NOW_IGNORED);
      return;
    }
    standAtOnce(request.handOverIndex());
  }

  /**
   * Whether this is the vote, for the next term, of the leader that is followed: it has said, in a
   * message that comes late or never, that it leads no more.
   */
  boolean isGiven(VoteResponse vote) {
    return vote.granted() && vote.term() == state.term() + 1 && mayBeGiven(vote.from());
  }

  private boolean mayBeGiven(String leader) {
    boolean follows =
        state.role() instanceof Role.Follower || state.role() instanceof Role.PreCandidate;
    return follows && leader.equals(state.promise.leader()) && state.mayStand();
  }

  void standAtOnce(long handOverIndex) {
    state.promise.leave(state.term());
    stand(handOverIndex);
  }

  private void stand(long handOverIndex) {
    state.toCandidate(handOverIndex);
    // Its own vote is durable before it asks for others': asked-for terms are never forgotten.
    for (String other : state.electorate().otherVoters(state.self)) {
      state.out.sendAfterSync(new VoteRequest(state.header(other), handOverIndex));
    }
  }

  /**
   * Grants the first who asks in a term, whatever its log: a candidate with a worse log copies
   * before it leads.
   */
  void voteRequest(VoteRequest request) {
    boolean again = state.votedFor().equals(request.from());
    if (!again && !state.votedFor().isEmpty()) {
      state.probes.hit(Probe.VOTE_REFUSED);
      state.out.sendNow(new VoteResponse(state.header(request.from()), false, 0, 0));
      return;
    }
    if (!again && isPromised(request)) {
      state.probes.hit(Probe.VOTE_REFUSED_BY_PROMISE);
      state.out.sendNow(new VoteResponse(state.header(request.from()), false, 0, 0));
      return;
    }
    if (again) {
      state.probes.hit(Probe.VOTE_ASKED_AGAIN);
    } else {
      state.toVoter(request.from());
    }
    state.out.sendAfterSync(
        new VoteResponse(
            state.header(request.from()), true, state.log.lastTerm(), state.log.last()));
  }

  void voteResponse(VoteResponse response) {
    if (!(state.role() instanceof Role.Candidate candidate) || !response.granted()) {
      return;
    }
    if (!state.log.isAtLeast(response.lastTerm(), response.lastIndex())) {
      state.probes.hit(Probe.VOTE_GRANTED_WITH_BETTER_LOG);
    }
    candidate.grants.putIfAbsent(
        response.from(),
        new Role.Grant(response.from(), response.lastTerm(), response.lastIndex()));
    phaseOne.advance();
  }

  private boolean isPromised(VoteRequest request) {
    return state.promise.runs(request.from(), state.now()) && !isHandOver(request);
  }

  /** The leader of the term before has said that it leads no more: it counts on nobody. */
  private static boolean isHandOver(VoteRequest request) {
    return request.handOverIndex() > 0;
  }

  /** True when somebody leads, or is about to, whom an election now would disturb. */
  private boolean isElsewhere() {
    return switch (state.role()) {
      case Role.Leader leader -> true;
      case Role.Candidate candidate -> candidate.copy != null;
      case Role.PreCandidate standing -> false;
      case Role.Follower follower ->
          state.now() - follower.heardNanos < state.options.electionTimeoutNanos();
    };
  }
}
