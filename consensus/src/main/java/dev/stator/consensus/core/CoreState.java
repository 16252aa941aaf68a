package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.base.RandomSource;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup.ChangeOutcome;
import dev.stator.consensus.core.Effects.RoleChange;
import dev.stator.consensus.core.Message.Pointer;
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
  final Probes probes;
  final LogView log;
  final SyncTracker syncs;
  final Outbox out;

  private final RandomSource random;
  private final Memberships memberships;
  private long term;
  private String votedFor;
  private long commit;
  private long applied;
  private long durable;
  private @Nullable Pointer noting;
  private boolean rebuilding;

  /** Up to where the store may hold more than it has applied: until then it is not consistent. */
  private long consistentFrom;

  private long now;
  private Role role;

  CoreState(GroupCore.Start start, LogView log, RandomSource random, Probes probes, long now) {
    this.groupId = start.groupId();
    this.self = start.self();
    this.options = start.options();
    this.probes = probes;
    this.random = random;
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
    this.role = new Role.Follower(null, Role.NOT_HEARD, electionDeadline());
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

  /** A new random moment at which an election is due if nothing is heard. */
  long electionDeadline() {
    return electionDeadline(0);
  }

  /** The same, and later by this. */
  long electionDeadline(long laterNanos) {
    if (!mayStand() || alone()) {
      return Effects.NEVER;
    }
    return now
        + laterNanos
        + options.electionTimeoutNanos()
        + random.nextLong(options.electionTimeoutNanos());
  }

  /** Follows in a later term, whose leader is not known yet. */
  void toLaterTerm(long newTerm) {
    Check.that(newTerm > term, "terms only grow");
    leaveRole(null);
    term = newTerm;
    votedFor = "";
    writeHardState();
    role = new Role.Follower(null, heardBefore(), deadlineBefore());
  }

  /** Gives this term's vote, and follows. */
  void toVoter(String candidate) {
    Check.that(votedFor.isEmpty(), "one vote in a term");
    Check.that(
        role instanceof Role.Follower || role instanceof Role.PreCandidate,
        "only who does not stand in this term votes for another");
    votedFor = candidate;
    writeHardState();
    role = new Role.Follower(null, heardBefore(), electionDeadline());
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
    role = new Role.Follower(leader, now, electionDeadline());
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
    Role.PreCandidate standing = new Role.PreCandidate(electionDeadline());
    role = standing;
    return standing;
  }

  /** Stands in the next term, with one's own vote. */
  Role.Candidate toCandidate() {
    Check.that(
        role instanceof Role.PreCandidate || (alone() && role instanceof Role.Follower),
        "a candidate has asked before");
    Check.that(mayStand(), "only storage replicas stand");
    term++;
    votedFor = self;
    writeHardState();
    Role.Candidate candidate = new Role.Candidate(electionDeadline());
    role = candidate;
    return candidate;
  }

  /** Leads, from the next index on. */
  Role.Leader toLeader() {
    Check.that(role instanceof Role.Candidate, "only a candidate becomes leader");
    Check.that(votedFor.equals(self), "a leader voted for itself");
    Check.that(syncs.syncedIndex() == log.last(), "a leader's log is synced when it begins");
    Role.Leader leader = new Role.Leader(log.last() + 1);
    role = leader;
    return leader;
  }

  /** Learns that everything up to {@code index} is committed. */
  void commitTo(long index) {
    Check.that(index <= log.last(), "commit beyond the log");
    if (index > commit) {
      commit = index;
      if (memberships.committed(commit)) {
        membershipChanged();
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
      membershipChanged();
    }
  }

  /** The log will begin after this entry, when the store has been told. */
  void toNoting(Pointer pointer) {
    Check.that(role instanceof Role.Follower, "only a follower is told where to begin");
    Check.that(noting == null && pointer.index() > commit, "a pointer leads onwards");
    noting = pointer;
    membershipChanged();
    RebuildPoint point =
        new RebuildPoint(pointer.index(), pointer.indexTerm(), pointer.membership());
    out.rebuild(new Effects.Rebuild(point, pointer.from()));
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
    membershipChanged();
    return pointer;
  }

  /** The store is there again, and may hold effects of entries up to {@code throughIndex}. */
  void rebuilt(long throughIndex) {
    Check.that(rebuilding && noting == null, "no rebuild was asked for");
    Check.that(throughIndex >= applied, "a store rebuilt from one that is older than the pointer");
    rebuilding = false;
    consistentFrom = throughIndex;
    allowApply();
    membershipChanged();
  }

  /** Adds an entry to the log; a membership is in force from then on. */
  void append(LogEntry entry) {
    log.append(entry);
    if (entry.kind() == EntryKind.MEMBERSHIP) {
      memberships.appended(entry.index(), MembershipCodec1.decode(entry.payload()), commit);
      membershipChanged();
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
      membershipChanged();
    }
  }

  /** Another election timer may be due, or another set of members to serve. */
  private void membershipChanged() {
    switch (role) {
      case Role.Leader leader ->
          leader.membersAre(electorate().otherMembers(self), log.last(), now);
      case Role.Follower follower -> {
        if (!mayStand()) {
          follower.deadlineNanos = Effects.NEVER;
        } else if (follower.deadlineNanos == Effects.NEVER) {
          follower.deadlineNanos = electionDeadline();
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
    return role instanceof Role.Follower follower ? follower.deadlineNanos : electionDeadline();
  }

  private void writeHardState() {
    out.hardState(new HardState(term, votedFor, commit));
  }
}
