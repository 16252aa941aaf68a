package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.base.Marks;
import dev.stator.base.RandomSource;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.ReplicationGroup.ChangeOutcome;
import dev.stator.consensus.core.Effects.RoleChange;
import dev.stator.consensus.core.Message.Pointer;
import dev.stator.consensus.liveness.Peers;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all roles of a member share, and the transitions between roles. Each transition checks where
 * it came from.
 */
final class CoreState {
  final long groupId;
  final String self;
  final CoreOptions options;
  final Marks probes;
  final LogView log;
  final SyncTracker syncs;
  final Outbox out;
  final Peers peers;
  final Promise promise;

  final Patience patience;
  private final Memberships memberships;
  private long term;
  private String votedFor;
  private long commit;
  private long applied;
  private long durable;
  private @Nullable Pointer noting;

  /** True while rows are copied that earlier entries have written. */
  boolean rebuilding;

  /** Up to where the store may hold more than it has applied: until then it is not consistent. */
  private long consistentFrom;

  private long now;
  private Role role;

  /** No leader is believed to lead in this term any more: it said that it does not. */
  private boolean leaderGone;

  private long yieldedNanos = Role.NOT_HEARD;

  /** The hand-over that was begun last, if it came to its end. */
  @Nullable HandOver handedOver;

  /** The highest number of a read barrier that has passed. */
  long barrierPassed;

  CoreState(
      GroupCore.Start start,
      LogView log,
      Peers peers,
      RandomSource random,
      Marks probes,
      long now) {
    this.groupId = start.groupId();
    this.self = start.self();
    this.options = start.options();
    this.probes = probes;
    this.patience = new Patience(options.electionTimeoutNanos(), random);
    this.log = log;
    this.now = now;
    HardState hard = start.hardState();
    this.term = hard.term();
    this.votedFor = hard.votedFor();
    this.applied = start.appliedIndex();
    this.durable = applied;
    this.rebuilding = start.rebuilding();
    this.commit = Math.max(applied, Math.min(hard.commitIndex(), log.last()));
    this.memberships = new Memberships(applied, start.base(), start.memberships(), commit);
    Check.that(log.lastTerm() <= term, "the log has a term that the hard state does not know");
    this.syncs = new SyncTracker(log.last());
    this.out = new Outbox(syncs, log, applied);
    this.peers = peers;
    this.promise = new Promise(peers, groupId, options.leaseNanos());
    if (!alone() && Promise.mayHaveBeen(hard, log)) {
      promise.restarted(now);
    }
    this.role = new Role.Follower(null, Role.NOT_HEARD, standDeadline());
  }

  long now() {
    return now;
  }

  void now(long nanos) {
    Check.that(nanos >= now, "time went back");
    now = nanos;
  }

  long term() {
    return term;
  }

  String votedFor() {
    return votedFor;
  }

  long commit() {
    return commit;
  }

  long applied() {
    return applied;
  }

  /** What the state machine's store holds durably. */
  long durable() {
    return durable;
  }

  void durable(long throughIndex) {
    Check.that(throughIndex <= applied, "durable before applied");
    durable = Math.max(durable, throughIndex);
  }

  Memberships memberships() {
    return memberships;
  }

  Electorate electorate() {
    return memberships.electorate();
  }

  /** True when nobody else has a vote. */
  boolean alone() {
    return electorate().alone(self);
  }

  /** Only voting storage replicas stand for election, and only with a store that is whole. */
  boolean mayStand() {
    return complete() && electorate().mayStand(self);
  }

  /** True while the store is what entries have made of it, and nothing else. */
  boolean complete() {
    return noting == null && !rebuilding && applied >= consistentFrom;
  }

  /** True while the log must stay as it is: the store is being told that it will be replaced. */
  boolean noting() {
    return noting != null;
  }

  /** What a message to this member begins with. */
  Message.Header header(String to) {
    return new Message.Header(groupId, term, self, to);
  }

  Role role() {
    return role;
  }

  /** A new random moment to try again when an election comes to nothing. */
  long electionDeadline() {
    return electionDeadline(0);
  }

  /** The same, and later by this. */
  long electionDeadline(long laterNanos) {
    return never() || alone() ? Effects.NEVER : now + laterNanos + patience.election();
  }

  /** The same for an election of one's own. */
  long ownElectionDeadline() {
    return never() || alone() ? Effects.NEVER : now + patience.ownElection();
  }

  /** When to ask for an election, if nobody else does: as soon as its own promise allows. */
  long standDeadline() {
    return never() ? Effects.NEVER : whenFree(now) + patience.jitter();
  }

  /** The same when somebody else is at it: that one first. */
  private long patientDeadline() {
    return never() ? Effects.NEVER : whenFree(now + patience.election()) + patience.jitter();
  }

  /** When a follower has to do something about its leader: not as long as its node is heard. */
  long followDeadline() {
    if (never()) {
      return Effects.NEVER;
    }
    if (leaderGone || promise.leaderInDoubt()) {
      return patientDeadline();
    }
    if (promise.hearsLeader(now)) {
      return Effects.NEVER;
    }
    // In the first moments a leader's pings are on their way.
    return whenFree(promise.neverHeardLeader() ? now + options.leaseNanos() : now)
        + patience.jitter();
  }

  private boolean never() {
    return !mayStand();
  }

  private long whenFree(long notBefore) {
    long until = promise.until(self);
    return until - notBefore > 0 ? until : notBefore;
  }

  /** Follows in a later term, whose leader is not known yet. */
  void toLaterTerm(long newTerm) {
    Check.that(newTerm > term, "terms only grow");
    leaveRole(null);
    promise.leave(term);
    leaderGone = false;
    term = newTerm;
    votedFor = "";
    writeHardState();
    role = new Role.Follower(null, heardBefore(), deadlineBefore());
  }

  /** The leader of this term leads no more, or may not: waits for another one. */
  void leaveLeader(boolean isGone) {
    Check.that(promise.leader() != null, "no leader to leave");
    Check.that(
        role instanceof Role.Follower || role instanceof Role.PreCandidate,
        "who has a leader follows");
    leaderGone |= isGone;
    promise.leave(term);
    role = new Role.Follower(null, Role.NOT_HEARD, standDeadline());
  }

  /** The leader of this term has said that it leads no more; what it sent before may still come. */
  void leaderIsGone() {
    leaderGone = true;
  }

  /** Takes another look at the leader's node. */
  void lookAtLeader() {
    if (promise.leader() == null) {
      return;
    }
    boolean heard = promise.hearsLeader(now);
    switch (role) {
      case Role.Follower follower -> follower.deadlineNanos = followDeadline();
      case Role.PreCandidate standing when heard && !promise.leaderInDoubt() ->
          role = new Role.Follower(promise.leader(), Role.NOT_HEARD, followDeadline());
      case Role.PreCandidate standing -> {}
      case Role.Candidate candidate -> throw new IllegalStateException("a candidate follows");
      case Role.Leader leader -> throw new IllegalStateException("a leader follows");
    }
  }

  /** Lets somebody else try first, but not time and again. */
  void yieldOnce() {
    long pause = options.electionTimeoutNanos();
    if (now - yieldedNanos < 3 * pause) {
      return;
    }
    switch (role) {
      case Role.Follower follower -> {
        if (follower.deadlineNanos != Effects.NEVER) {
          yieldedNanos = now;
          follower.deadlineNanos = Math.max(follower.deadlineNanos, patientDeadline());
        }
      }
      case Role.PreCandidate standing -> {
        yieldedNanos = now;
        role = new Role.Follower(promise.leader(), Role.NOT_HEARD, patientDeadline());
      }
      case Role.Candidate candidate -> {}
      case Role.Leader leader -> {}
    }
  }

  /** Gives this term's vote, and follows. */
  void toVoter(String candidate) {
    Check.that(votedFor.isEmpty(), "one vote in a term");
    Check.that(
        role instanceof Role.Follower || role instanceof Role.PreCandidate,
        "only who does not stand in this term votes for another");
    votedFor = candidate;
    writeHardState();
    role = new Role.Follower(promise.leader(), heardBefore(), patientDeadline());
  }

  /** Follows a leader of this very term. */
  void toFollowerOf(String leader) {
    Check.that(!(role instanceof Role.Leader), "two leaders in term %d", term);
    if (role instanceof Role.Follower follower) {
      String known = follower.leader;
      Check.that(known == null || known.equals(leader), "two leaders in one term");
    } else if (role instanceof Role.Candidate) {
      probes.hit(Probe.CANDIDATE_LOST_TO_LEADER);
    }

    patience.encouraged();
    promise.follow(leader);
    promise.leaderIsSure();
    role = new Role.Follower(leader, now, followDeadline());
  }

  /** Leaves the lead to another member: that one gets this one's vote in the next term. */
  void toHandedOver(HandOver handOver) {
    Check.that(role instanceof Role.Leader, "only a leader hands over");
    leaveRole(handOver.target());
    handedOver = handOver;
    term++;
    votedFor = handOver.target();
    writeHardState();
    role = new Role.Follower(null, now, patientDeadline());
  }

  /** Stops leading, or standing, without a later term. */
  void toFollowerWithoutLeader(long deadline) {
    Check.that(!(role instanceof Role.Follower), "a follower has nothing to give up");
    leaveRole(null);
    role = new Role.Follower(null, Role.NOT_HEARD, deadline);
  }

  /** Is not, or no more, among those who lead; waits for whatever others say. */
  void toQuiet() {
    if (role instanceof Role.Follower follower) {
      follower.deadlineNanos = Effects.NEVER;
    } else {
      toFollowerWithoutLeader(Effects.NEVER);
    }
  }

  /** Asks whether an election would do any good. */
  Role.PreCandidate toPreCandidate() {
    Check.that(!(role instanceof Role.Leader), "a leader does not stand");
    Check.that(mayStand(), "only storage replicas stand");
    Role.PreCandidate standing = new Role.PreCandidate(now + patience.ownQuestion());
    role = standing;
    return standing;
  }

  /**
   * Stands in the next term, with one's own vote.
   *
   * @param handOverIndex up to which log end voters need not mind their promises; 0 for none
   */
  Role.Candidate toCandidate(long handOverIndex) {
    Check.that(
        role instanceof Role.PreCandidate
            || ((alone() || handOverIndex > 0) && role instanceof Role.Follower),
        "a candidate has asked before");
    Check.that(mayStand(), "only storage replicas stand");
    Check.that(promise.leader() == null, "a candidate has left its leader");
    leaderGone = false;
    term++;
    votedFor = self;
    writeHardState();
    Role.Candidate candidate = new Role.Candidate(ownElectionDeadline(), handOverIndex);
    role = candidate;
    return candidate;
  }

  /** Leads, from the next index on. */
  Role.Leader toLeader() {
    Check.that(role instanceof Role.Candidate, "only a candidate becomes leader");
    Check.that(votedFor.equals(self), "a leader voted for itself");
    Check.that(syncs.syncedIndex() == log.last(), "a leader's log is synced when it begins");
    patience.encouraged();
    Role.Leader leader = new Role.Leader(log.last() + 1, peers);
    role = leader;
    return leader;
  }

  /** Learns that everything up to {@code index} is committed. */
  void commitTo(long index) {
    Check.that(index <= log.last(), "commit beyond the log");
    if (index > commit) {
      commit = index;
      if (memberships.committed(commit)) {
        NewElectorate.takeUp(this);
      }
      allowApply();
    }
  }

  /** Lets the state machine have what is both committed and durable here. */
  void allowApply() {
    if (noting != null || rebuilding) {
      return;
    }
    long through = Math.min(commit, syncs.syncedIndex());
    if (through < commit) {
      probes.hit(Probe.APPLY_WAITED_FOR_SYNC);
    }
    out.applyThrough(through);
  }

  void applied(long throughIndex) {
    Check.that(throughIndex >= applied, "applied went back");
    Check.that(throughIndex <= out.applyAsked(), "applied what was not committed");
    boolean wasComplete = complete();
    applied = throughIndex;
    memberships.applied(applied);
    if (!wasComplete && complete()) {
      NewElectorate.takeUp(this);
    }
  }

  /** The log will begin after this entry, when the store has been told. */
  void toNoting(Pointer pointer) {
    Check.that(role instanceof Role.Follower, "only a follower is told where to begin");
    Check.that(noting == null && pointer.index() > commit, "a pointer leads onwards");
    noting = pointer;
    NewElectorate.takeUp(this);
    out.rebuild(new Effects.Rebuild(pointer.point(), pointer.from()));
  }

  /** The store has been told: lets the log begin after the pointer; answers that. */
  Pointer toRebuilding() {
    Check.that(noting != null, "nothing was asked to be noted");
    Pointer pointer = Objects.requireNonNull(noting);
    noting = null;
    rebuilding = true;
    log.reset(pointer.index(), pointer.indexTerm());
    memberships.reset(pointer.index(), pointer.membership());
    commit = pointer.index();
    applied = commit;
    durable = commit;
    out.reset(pointer.index(), pointer.indexTerm());
    NewElectorate.takeUp(this);
    return pointer;
  }

  /** The store is there again, and may hold effects of entries up to {@code throughIndex}. */
  void rebuilt(long throughIndex) {
    Check.that(rebuilding && noting == null, "no rebuild was asked for");
    Check.that(throughIndex >= applied, "a store rebuilt from one that is older than its log");
    rebuilding = false;
    consistentFrom = throughIndex;
    allowApply();
    NewElectorate.takeUp(this);
  }

  /** Adds an entry to the log; a membership is in force from then on. */
  void append(LogEntry entry) {
    log.append(entry);
    if (entry.kind() == EntryKind.MEMBERSHIP) {
      memberships.appended(entry.index(), MembershipCodec1.decode(entry.payload()), commit);
      NewElectorate.takeUp(this);
    }
  }

  /** Removes entries that another leader replaced; what is committed never goes. */
  void truncateFrom(long index) {
    Check.that(index > commit, "truncation at %d of what is committed to %d", index, commit);
    if (syncs.syncedIndex() < log.last()) {
      probes.hit(Probe.FOLLOWER_TRUNCATED_UNSYNCED);
    }
    log.truncateFrom(index);
    syncs.truncatedFrom(index);
    if (memberships.truncatedFrom(index, commit)) {
      probes.hit(Probe.MEMBERSHIP_TRUNCATED);
      NewElectorate.takeUp(this);
    }
  }

  private void leaveRole(@Nullable String leader) {
    if (role instanceof Role.Leader old) {
      if (old.change != null) {
        probes.hit(Probe.CHANGE_OUTCOME_UNKNOWN);
        out.changeOutcome(new ChangeOutcome.Unknown());
      }
      if (old.reported) {
        out.roleChange(new RoleChange.NotLeading(leader));
      } else {
        probes.hit(Probe.LEADER_DEPOSED_BEFORE_ITS_FIRST_COMMIT);
      }
    }
  }

  private long heardBefore() {
    return role instanceof Role.Follower follower ? follower.heardNanos : Role.NOT_HEARD;
  }

  private long deadlineBefore() {
    boolean timed =
        role instanceof Role.Follower follower && follower.deadlineNanos != Effects.NEVER;
    return timed ? ((Role.Follower) role).deadlineNanos : patientDeadline();
  }

  private void writeHardState() {
    out.hardState(new HardState(term, votedFor, commit));
  }
}
