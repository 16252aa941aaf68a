package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.base.Marks;
import dev.stator.base.RandomSource;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicationGroup.Proposal;
import dev.stator.consensus.liveness.Grounds;
import dev.stator.consensus.liveness.Peers;
import dev.stator.consensus.liveness.Withdrawal;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of one replication group, as a pure machine: an event and the time go in, effects come
 * out. It has no thread, clock, socket or file; all calls come from one place, and the effects of a
 * step are carried out before the next.
 */
public final class GroupCore {
  /** The entry that a group begins with: its first membership. */
  public static final long FIRST_INDEX = 1;

  /** That entry's term; nobody leads in it. */
  public static final long FIRST_TERM = 1;

  /** What an entry counts towards the bytes in flight besides its payload. */
  static final long ENTRY_OVERHEAD_BYTES = 64;

  private final CoreState state;
  private final Elections elections;
  private final PhaseOne phaseOne;
  private final Leading leading;
  private final Tenure tenure;
  private final OtherNodes others;
  private final Following following;
  private final Trimming trimming;

  /**
   * Everything that a member begins with.
   *
   * @param base the membership in force at {@code appliedIndex}
   * @param memberships those that the log holds after that, in order
   * @param hardState as it was synced last
   * @param terms the terms of its log, all of which is durable
   * @param appliedIndex what the state machine's store already holds; not after the log's end
   * @param rebuilding that store is being rebuilt, up to there
   */
  public record Start(
      long groupId,
      String self,
      Membership base,
      List<MembershipAt> memberships,
      CoreOptions options,
      HardState hardState,
      TermRuns terms,
      long appliedIndex,
      boolean rebuilding) {
    public Start {
      memberships = List.copyOf(memberships);
      if (appliedIndex < terms.first() - 1 || appliedIndex > terms.last()) {
        throw new IllegalArgumentException(
            "applied up to "
                + appliedIndex
                + ", log from "
                + terms.first()
                + " to "
                + terms.last());
      }
    }
  }

  /** A membership entry of the log. */
  public record MembershipAt(long index, Membership membership) {}

  public GroupCore(
      Start start, LogReader reader, Peers peers, RandomSource random, Marks probes, long now) {
    LogView log = new LogView(start.terms(), reader, start.options().retainedBytesMax());
    this.state = new CoreState(start, log, peers, random, probes, now);
    this.others = new OtherNodes(state);
    this.leading = new Leading(state);
    this.tenure = new Tenure(state, leading);
    Merge merge = new Merge(state);
    this.phaseOne = new PhaseOne(state, leading, merge);
    this.elections = new Elections(state, phaseOne, leading);
    this.trimming = new Trimming(state, leading);
    this.following = new Following(state, merge, trimming);
  }

  /**
   * Takes a command in, if this member leads and has room. It becomes part of the log with the next
   * {@link Event.Flush}, which must be the next event; several proposals may go before it.
   */
  public Proposal propose(byte[] command) {
    if (!(state.role() instanceof Role.Leader leader) || !leader.reported) {
      String known = leader();
      return new Proposal.NotLeader(state.self.equals(known) ? null : known);
    }
    if (leader.handOver != null) {
      return new Proposal.NotLeader(leader.handOver.target());
    }
    if (leading.retires(leader)) {
      // Its replica may be taken away at any moment, and nobody may be told that it leads.
      state.probes.hit(Probe.RETIRED_WITHOUT_SUCCESSOR);
      return new Proposal.NotLeader(null);
    }
    long bytes = command.length + ENTRY_OVERHEAD_BYTES;
    if (!leader.inFlight.isEmpty()
        && leader.inFlight.bytes() + bytes > state.options.inFlightBytesMax()) {
      state.probes.hit(Probe.PROPOSAL_BUSY);
      return new Proposal.Busy();
    }
    if (leading.throttled(leader)) {
      state.probes.hit(Probe.LOG_REPLICA_FULL);
      return new Proposal.Busy();
    }
    LogEntry entry = new LogEntry(state.log.last() + 1, state.term(), EntryKind.COMMAND, command);
    state.log.append(entry);
    leader.inFlight.add(bytes);
    return new Proposal.Appended(entry.index(), entry.term());
  }

  /**
   * Takes a change of membership in, if this member leads and may make it; as with {@link
   * #propose}, {@link Event.Flush} must be the next event. What becomes of it comes with some later
   * effects.
   *
   * @return why it was refused; null when it is in the log
   */
  public @Nullable String change(Membership next) {
    if (!(state.role() instanceof Role.Leader leader) || !leader.reported) {
      return "another member leads";
    }
    return leading.change(leader, next);
  }

  /** Takes an event in; the effects are to be carried out before anything else is told. */
  public Effects step(Event event, long nowNanos) {
    state.now(nowNanos);
    Check.that(
        event instanceof Event.Flush || !state.log.hasUnwritten(),
        "proposals are flushed before anything else happens");
    long commitBefore = state.commit();
    long termBefore = state.term();
    switch (event) {
      case Event.Started started -> started();
      case Event.TimeElapsed elapsed -> timeElapsed();
      case Event.Received received -> received(received.message());
      case Event.Flush flush -> flush();
      case Event.Synced synced -> synced(synced.marker());
      case Event.Applied applied -> applied(applied.throughIndex());
      case Event.Durable durable -> trimming.durable(durable.throughIndex(), durable.room());
      case Event.Noted noted -> following.noted();
      case Event.Rebuilt rebuilt -> state.rebuilt(rebuilt.throughIndex());
      case Event.Replay replay -> trimming.replay(replay.room());
      case Event.PeerChanged changed -> peerChanged(changed.node());
      case Event.Withdrawn withdrawn -> withdrawn(withdrawn);
      case Event.BarrierWanted wanted -> {
        if (state.role() instanceof Role.Leader leader) {
          tenure.barrierWanted(leader, wanted.number());
        }
      }
      case Event.HandOverWanted wanted -> {
        state.handedOver = null;
        if (state.role() instanceof Role.Leader leader) {
          tenure.handOver(leader, wanted.target());
        }
      }
    }
    if (state.role() instanceof Role.Leader leader) {
      tenure.settle(leader);
    }
    Check.that(state.commit() >= commitBefore, "the commit index went back");
    Check.that(state.term() >= termBefore, "the term went back");
    return state.out.take(state.role().wakeAtNanos());
  }

  /** True while proposals are welcome. */
  public boolean leads() {
    return state.role() instanceof Role.Leader leader && leader.reported;
  }

  /**
   * What strong reads of the state machine's store rest on; null when it must not answer any. A
   * group of one needs no more than an applied entry of its own term.
   */
  public @Nullable Grounds leaseGrounds() {
    return state.role() instanceof Role.Leader leader ? tenure.grounds(leader) : null;
  }

  /** True while it leads, even before proposals are welcome. */
  public boolean isLeader() {
    return state.role() instanceof Role.Leader;
  }

  /** Whether it leads a member that has got on by nothing for a lease, though its node is heard. */
  public boolean followerStands() {
    return state.role() instanceof Role.Leader leader && leader.followerStands;
  }

  /** Whether {@link Event.TimeElapsed} at this moment may begin an election. */
  public boolean standsAt(long nowNanos) {
    return switch (state.role()) {
      case Role.Leader leader -> false;
      case Role.Follower follower -> nowNanos >= follower.deadlineNanos;
      case Role.PreCandidate standing -> nowNanos >= standing.deadlineNanos;
      case Role.Candidate candidate -> nowNanos >= candidate.deadlineNanos;
    };
  }

  /** The highest number of a {@link Event.BarrierWanted} that has passed. */
  public long barrierPassed() {
    return state.barrierPassed;
  }

  /**
   * True from an {@link Event.HandOverWanted} that was taken until it is known who leads, or that
   * has had its time.
   */
  public boolean handingOver(long nowNanos) {
    return (state.role() instanceof Role.Leader leader && leader.handOver != null)
        || (leader() == null && successor(nowNanos) != null);
  }

  /** Whether the last hand-over that ended made room for somebody else. */
  public boolean handedOver() {
    return state.handedOver != null;
  }

  /** To whom it gave the lead, as long as that one has time to take it; else null. */
  public @Nullable String successor(long nowNanos) {
    HandOver over = state.handedOver;
    return over == null || nowNanos - over.deadlineNanos() >= 0 ? null : over.target();
  }

  /**
   * True while it is about to give the lead away, and while it is about to get it: whoever wants
   * something of the leader waits here for the next.
   */
  public boolean awaitsSuccessor() {
    return switch (state.role()) {
      case Role.Leader leader -> leader.handOver != null;
      case Role.Candidate candidate -> candidate.handOverIndex > 0;
      case Role.Follower follower -> false;
      case Role.PreCandidate standing -> false;
    };
  }

  /** The nodes of all members that count now, and of who is followed, without its own. */
  public List<String> otherNodes() {
    return others.get();
  }

  /**
   * The member stops in a process that goes on: its promises stay, so others must not count on it,
   * nor wait for it to lead.
   */
  public void stop() {
    switch (state.role()) {
      case Role.Leader leader ->
          otherNodes()
              .forEach(node ->
                  state.peers.peer(node).withdraw(new Withdrawal(state.groupId, state.term())));
      case Role.Follower follower -> state.promise.leave(state.term());
      case Role.PreCandidate standing -> state.promise.leave(state.term());
      case Role.Candidate candidate -> {}
    }
  }

  /** Who leads, as far as this member knows. */
  public @Nullable String leader() {
    return state.role().leader(state.self);
  }

  /** Bytes that this member proposed and that are not applied yet; 0 when it does not lead. */
  public long inFlightBytes() {
    return state.role() instanceof Role.Leader leader ? leader.inFlight.bytes() : 0;
  }

  public long term() {
    return state.term();
  }

  public long commitIndex() {
    return state.commit();
  }

  public long appliedIndex() {
    return state.applied();
  }

  public long lastIndex() {
    return state.log.last();
  }

  /** The newest membership in the log, committed or not. */
  public Membership membership() {
    return state.memberships().newest();
  }

  /** What this member knows of its group now. */
  public GroupStatus status(long nowNanos) {
    return StatusReport.of(state, leading, leader(), nowNanos);
  }

  /** The role's name, for people. */
  public String roleName() {
    return switch (state.role()) {
      case Role.Follower follower -> "follower";
      case Role.PreCandidate standing -> "pre-candidate";
      case Role.Candidate candidate -> candidate.copy == null ? "candidate" : "copying";
      case Role.Leader leader -> "leader";
    };
  }

  private void started() {
    if (state.commit() > state.applied()) {
      state.probes.hit(Probe.APPLIED_FROM_HARD_STATE_COMMIT);
      state.allowApply();
    }
    if (state.alone()) {
      elections.begin();
    }
  }

  private void timeElapsed() {
    switch (state.role()) {
      case Role.Leader leader -> tenure.tick(leader);
      case Role.Candidate candidate when state.now() < candidate.deadlineNanos -> {
        elections.askAgain(candidate);
        phaseOne.retry(candidate);
      }
      case Role.Follower follower when state.now() < follower.deadlineNanos -> {}
      case Role.PreCandidate standing when state.now() < standing.deadlineNanos -> {}
      case Role.Candidate candidate -> elections.begin();
      case Role.Follower follower -> followerTimeElapsed(follower);
      case Role.PreCandidate standing -> {
        if (state.promise.hearsLeader(state.now())) {
          // Its node is heard, and it does not answer.
          state.leaveLeader(true);
        } else {
          elections.begin();
        }
      }
    }
  }

  private void followerTimeElapsed(Role.Follower follower) {
    boolean promised = state.promise.runs(state.self, state.now());
    if (promised && !state.promise.hearsLeader(state.now())) {
      follower.deadlineNanos = state.standDeadline();
    } else {
      // A leader whose node is heard is asked whether it leads.
      elections.begin();
    }
  }

  private void peerChanged(String node) {
    if (state.role() instanceof Role.Leader leader) {
      tenure.peerChanged(leader, node);
    } else if (state.promise.isLeaderOn(node)) {
      if (state.promise.leaderDied()) {
        state.probes.hit(Probe.LEADER_NODE_DIED);
        state.leaveLeader(false);
      } else {
        if (state.promise.leaderInDoubt()) {
          state.probes.hit(Probe.LEADER_IN_DOUBT);
        }
        state.lookAtLeader();
      }
    } else {
      elections.encouraged();
    }
  }

  private void withdrawn(Event.Withdrawn withdrawn) {
    if (withdrawn.term() != state.term()) {
      return;
    }
    if (state.role() instanceof Role.Leader leader) {
      tenure.withdrawn(leader, withdrawn.node(), withdrawn.atNanos());
    } else if (state.promise.isLeaderOn(withdrawn.node())) {
      state.probes.hit(Probe.LEADER_WITHDREW);
      state.leaveLeader(true);
    } else {
      state.leaderIsGone();
    }
  }

  private void flush() {
    if (state.log.hasUnwritten() && state.role() instanceof Role.Leader leader) {
      leading.flush(leader);
    }
  }

  private void synced(long marker) {
    state.syncs.synced(marker);
    switch (state.role()) {
      case Role.Leader leader -> leading.synced(leader);
      case Role.Candidate candidate -> {
        state.allowApply();
        if (!candidate.ownVoteSynced && state.syncs.hardStateSynced()) {
          elections.ownVoteSynced(candidate);
        } else {
          phaseOne.advance();
        }
      }
      case Role.Follower follower -> state.allowApply();
      case Role.PreCandidate standing -> state.allowApply();
    }
  }

  private void applied(long throughIndex) {
    state.applied(throughIndex);
    if (state.role() instanceof Role.Leader leader) {
      leading.applied(leader);
    }
  }

  private void received(Message message) {
    Check.that(message.groupId() == state.groupId, "a message for another group");
    Check.that(message.to().equals(state.self), "a message for another member");
    if (message.from().equals(state.self)) {
      return;
    }
    if (message instanceof Message.VoteResponse vote && elections.isGiven(vote)) {
      elections.standAtOnce(vote.lastIndex());
    } else if (message.term() > state.term()) {
      learnTerm(message);
    } else if (message.term() < state.term()) {
      answerOldTerm(message);
      return;
    }
    switch (message) {
      case Message.PreVoteRequest request -> elections.preVoteRequest(request);
      case Message.PreVoteResponse response -> elections.preVoteResponse(response);
      case Message.VoteRequest request -> elections.voteRequest(request);
      case Message.VoteResponse response -> elections.voteResponse(response);
      case Message.CopyRequest request -> phaseOne.request(request);
      case Message.CopyEntries answer -> phaseOne.entries(answer);
      case Message.CopyRejected answer -> phaseOne.rejected(answer);
      case Message.CopyUnavailable answer -> phaseOne.unavailable(answer);
      case Message.AppendRequest request -> following.append(request);
      case Message.AppendAccepted response when state.role() instanceof Role.Leader leader ->
          leading.accepted(leader, response);
      case Message.AppendRejected response when state.role() instanceof Role.Leader leader ->
          leading.rejected(leader, response);
      case Message.AppendAccepted response -> following.isFollowedBy(response.from());
      case Message.AppendRejected response -> following.isFollowedBy(response.from());
      case Message.StandNow request -> elections.standNow(request);
      case Message.TermNotice notice -> {
        // The term itself was all it had to say.
      }
      case Message.Pointer pointer -> following.pointer(pointer);
    }
  }

  private void learnTerm(Message message) {
    if (state.role() instanceof Role.Leader) {
      state.probes.hit(Probe.LEADER_DEPOSED_BY_TERM);
    }
    if (message instanceof Message.TermNotice) {
      state.probes.hit(Probe.NOTICE_TAUGHT_TERM);
    }
    state.toLaterTerm(message.term());
  }

  private void answerOldTerm(Message message) {
    switch (message) {
      case Message.PreVoteRequest request -> teachTerm(request);
      case Message.VoteRequest request -> teachTerm(request);
      case Message.CopyRequest request -> teachTerm(request);
      case Message.AppendRequest request -> teachTerm(request);
      case Message.PreVoteResponse response -> oldResponse();
      case Message.VoteResponse response -> oldResponse();
      case Message.CopyEntries response -> oldResponse();
      case Message.CopyRejected response -> oldResponse();
      case Message.CopyUnavailable response -> oldResponse();
      case Message.AppendAccepted response -> oldResponse();
      case Message.AppendRejected response -> oldResponse();
      case Message.TermNotice response -> oldResponse();
      case Message.Pointer pointer -> teachTerm(pointer);
      case Message.StandNow request -> teachTerm(request);
    }
  }

  private void teachTerm(Message request) {
    state.probes.hit(Probe.OLD_TERM_REQUEST);
    state.out.sendNow(new Message.TermNotice(state.header(request.from())));
  }

  private void oldResponse() {
    state.probes.hit(Probe.OLD_TERM_RESPONSE);
  }
}
