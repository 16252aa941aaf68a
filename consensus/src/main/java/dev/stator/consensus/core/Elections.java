package dev.stator.consensus.core;

import dev.stator.consensus.core.Message.PreVoteRequest;
import dev.stator.consensus.core.Message.PreVoteResponse;
import dev.stator.consensus.core.Message.VoteRequest;
import dev.stator.consensus.core.Message.VoteResponse;

/** Pre-votes and votes, on both sides. */
final class Elections {
  private final CoreState state;
  private final PhaseOne phaseOne;

  Elections(CoreState state, PhaseOne phaseOne) {
    this.state = state;
    this.phaseOne = phaseOne;
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
      state.toCandidate();
      return;
    }
    if (!(state.role() instanceof Role.Follower)) {
      state.probes.hit(Probe.ELECTION_TIMED_OUT);
    }
    Role.PreCandidate standing = state.toPreCandidate();
    standing.grants.add(state.self);
    for (String other : state.electorate().otherVoters(state.self)) {
      state.out.sendNow(new PreVoteRequest(state.header(other)));
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
        state.out.sendNow(new VoteRequest(state.header(other)));
      }
    }
  }

  void preVoteRequest(PreVoteRequest request) {
    boolean hears = hearsLeader();
    if (hears) {
      state.probes.hit(Probe.PRE_VOTE_REFUSED_LEADER_HEARD);
    }
    state.out.sendNow(new PreVoteResponse(state.header(request.from()), !hears));
  }

  void preVoteResponse(PreVoteResponse response) {
    if (!(state.role() instanceof Role.PreCandidate standing) || !response.granted()) {
      return;
    }
    standing.grants.add(response.from());
    if (!state.electorate().agrees(standing.grants::contains)) {
      return;
    }
    state.toCandidate();
    // Its own vote is durable before it asks for others': asked-for terms are never forgotten.
    for (String other : state.electorate().otherVoters(state.self)) {
      state.out.sendAfterSync(new VoteRequest(state.header(other)));
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

  /** True when an election now would disturb somebody who leads, or is about to. */
  private boolean hearsLeader() {
    return switch (state.role()) {
      case Role.Leader leader -> true;
      case Role.Candidate candidate -> candidate.copy != null;
      case Role.PreCandidate standing -> false;
      case Role.Follower follower ->
          state.now() - follower.heardNanos < state.options.electionTimeoutNanos();
    };
  }
}
