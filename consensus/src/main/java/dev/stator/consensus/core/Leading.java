package dev.stator.consensus.core;

import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup.ChangeOutcome;
import dev.stator.consensus.core.Effects.RoleChange;
import dev.stator.consensus.core.Message.AppendAccepted;
import dev.stator.consensus.core.Message.AppendRejected;
import dev.stator.consensus.core.Message.AppendRequest;
import dev.stator.consensus.core.Message.Pointer;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A leader's side of replication: what to send to whom, and what is committed. */
final class Leading {
  private static final byte[] NOTHING = new byte[0];

  private final CoreState state;

  Leading(CoreState state) {
    this.state = state;
  }

  /**
   * Begins to lead: with an entry of its own term, which commits all that came before. Where the
   * newest membership is committed and its log does not say so yet, that entry does.
   */
  void begin() {
    boolean takesOver = state.role() instanceof Role.Candidate by && by.handOverIndex > 0;
    Role.Leader leader = state.toLeader();
    leader.membersAre(
        state.electorate().otherMembers(state.self), leader.termStart - 1, state.now());
    Memberships memberships = state.memberships();
    boolean settle = memberships.newestIndex() <= state.commit() && !memberships.newestSettles();
    state.append(
        settle
            ? membershipEntry(memberships.newest())
            : new LogEntry(leader.termStart, state.term(), EntryKind.NOOP, NOTHING));
    sendToAll(leader);
    if (takesOver) {
      // All that was before is known to be committed, and applied: evaluation needs no more.
      leader.proposalsAfter = leader.termStart - 1;

      report(leader);
    }
  }

  /** Says that proposals are welcome, when what they rest on is applied. */
  private void report(Role.Leader leader) {
    if (!leader.reported && state.applied() >= leader.proposalsAfter) {
      leader.reported = true;
      state.out.roleChange(new RoleChange.Leading(state.term()));
    }
  }

  /**
   * Takes a change of membership into the log, as {@link GroupCore#propose} does a command.
   *
   * @return why not; null when it is in the log
   */
  @Nullable String change(Role.Leader leader, Membership next) {
    if (leader.handOver != null) {
      return "the leader hands over";
    }
    if (leader.change != null || !settled(leader)) {
      return "the last change is not finished";
    }
    String refusal =
        ChangePolicy.refusal(
            state.memberships().newest(), next, member -> caughtUp(leader, member, next));
    if (refusal != null) {
      return refusal;
    }
    if (!Successors.exist(state, leader, next)) {
      return "no voter would have a whole store";
    }
    leader.change = new Role.Change(state.log.last() + 1);
    state.append(membershipEntry(next));
    return null;
  }

  /** True when the newest membership is committed, and an entry of this term is as well. */
  boolean settled(Role.Leader leader) {
    return state.commit() >= leader.termStart
        && state.memberships().newestIndex() <= state.commit()
        && state.memberships().newestSettles();
  }

  /**
   * True when a member would be of use as a voter at once: nothing is missing to it but what is on
   * its way, a storage replica's store is complete, and a log replica's log begins no later than
   * what the storage replicas have without it.
   *
   * @param among the membership in which it is to vote
   */
  boolean caughtUp(Role.Leader leader, Member member, Membership among) {
    Progress follower = leader.follower(member.name());
    if (follower == null || !follower.replicating() || follower.next() <= state.commit()) {
      return member.name().equals(state.self);
    }
    return switch (member.kind()) {
      case STORAGE -> follower.complete() && follower.match() >= letGo(leader, among);
      case LOG -> follower.begins() && follower.firstIndex() - 1 <= held(leader, among);
    };
  }

  /**
   * Up to where voters that do not hold all rows may have trimmed: who has less could not lead with
   * them.
   */
  private static long letGo(Role.Leader leader, Membership membership) {
    long highest = leader.toldNeedless;
    for (Member voter : membership.voters()) {
      Progress follower = leader.follower(voter.name());
      if (follower != null
          && follower.begins()
          && (voter.kind() == Kind.LOG || !follower.complete())) {
        highest = Math.max(highest, follower.firstIndex() - 1);
      }
    }
    return highest;
  }

  /**
   * Up to where every storage voter, heard or not, and at least two storage replicas have all
   * entries, in their stores or synced in their logs. A log replica keeps what is after that:
   * otherwise a committed entry could be on one disk only. So does a storage voter whose store is
   * being rebuilt; it holds nothing for others and cannot lead, so nobody keeps anything for its
   * sake here. Learners that may become voters at any moment count as such, as long as they are
   * heard and get on: another catches up before it votes.
   */
  private long held(Role.Leader leader, Membership membership) {
    long lowestOfVoters = Long.MAX_VALUE;
    long best = 0;
    long secondBest = 0;
    for (Member voter : membership.voters()) {
      if (voter.kind() == Kind.STORAGE && !isIncomplete(leader, voter.name())) {
        long held = heldBy(leader, voter.name());
        lowestOfVoters = Math.min(lowestOfVoters, held);
        secondBest = Math.max(secondBest, Math.min(best, held));
        best = Math.max(best, held);
      }
    }
    for (Member learner : membership.learners()) {
      if (learner.kind() == Kind.STORAGE) {
        long held = heldBy(leader, learner.name());
        if (caughtUp(leader, learner, membership)
            && heardLately(leader, learner.name())
            && !stands(leader.follower(learner.name()))) {
          lowestOfVoters = Math.min(lowestOfVoters, held);
        }
        secondBest = Math.max(secondBest, Math.min(best, held));
        best = Math.max(best, held);
      }
    }
    return Math.min(lowestOfVoters, secondBest);
  }

  private boolean heardLately(Role.Leader leader, String name) {
    Progress follower = leader.follower(name);
    return follower != null
        && state.now() - follower.heardNanos() < 2 * state.options.electionTimeoutNanos();
  }

  /** Whether it has acknowledged nothing for a lease of what it is owed. */
  boolean stands(@Nullable Progress follower) {
    return follower != null && follower.standsNanos(state.now()) >= state.options.leaseNanos();
  }

  /** Whether it says so: one that is silent may have become complete. */
  private boolean isIncomplete(Role.Leader leader, String name) {
    Progress follower = leader.follower(name);
    return follower != null && !follower.complete() && heardLately(leader, name);
  }

  private long heldBy(Role.Leader leader, String name) {
    if (name.equals(state.self)) {
      return state.syncs.syncedIndex();
    }
    Progress follower = leader.follower(name);
    return follower == null || !follower.complete() ? 0 : follower.match();
  }

  private long needless(Role.Leader leader) {
    Electorate electorate = state.electorate();
    long held = held(leader, electorate.newest());
    Membership former = electorate.former();
    return Math.min(state.commit(), former == null ? held : Math.min(held, held(leader, former)));
  }

  /** True when a log replica may trim more than it was told. */
  boolean owesTrim(Role.Leader leader, Progress follower) {
    Member member = state.electorate().newest().member(follower.name);
    return member != null
        && member.kind() == Kind.LOG
        && follower.toldNeedless() < needless(leader);
  }

  /** True when a voting log replica holds all it may: then no more commands are taken. */
  boolean throttled(Role.Leader leader) {
    for (Progress follower : leader.followers) {
      if (follower.full() && state.electorate().votes(follower.name)) {
        return true;
      }
    }
    return false;
  }

  private LogEntry membershipEntry(Membership membership) {
    return new LogEntry(
        state.log.last() + 1,
        state.term(),
        EntryKind.MEMBERSHIP,
        MembershipCodec1.encode(membership));
  }

  /** Sends proposals made since the last time; the append itself is in the same effects. */
  void flush(Role.Leader leader) {
    leader.inFlight.closeBatch(state.log.last());
    sendToAll(leader);
  }

  /** Its own log is durable further on. */
  void synced(Role.Leader leader) {
    if (state.syncs.syncedIndex() < state.commit()) {
      state.probes.hit(Probe.COMMIT_BEFORE_OWN_SYNC);
    }
    commit(leader);
    state.allowApply();
  }

  void applied(Role.Leader leader) {
    leader.inFlight.applied(state.applied());
    report(leader);
  }

  /** Repeats what got no answer, to those who want it and for whom it is time. */
  void repeat(Role.Leader leader, Predicate<Progress> wants) {
    for (Progress follower : leader.followers) {
      if (wants.test(follower)
          && state.now() >= follower.retryNanos(state.options.heartbeatNanos())) {
        follower.repeated();
        ask(follower);
      }
    }
  }

  /** Sends something that is answered, whatever there is to send. */
  void ask(Progress follower) {
    if (follower.pointer() != null) {
      sendPointer(follower);
    } else if (follower.replicating() && follower.next() >= state.log.first()) {
      send(follower, List.of());
      sendWindow(follower);
    } else {
      sendProbe(follower);
    }
  }

  void accepted(Role.Leader leader, AppendAccepted response) {
    Progress follower = leader.follower(response.from());
    if (follower == null) {
      return;
    }
    follower.answered(response.sentNanos(), state.now());
    follower.tells(response);
    if (follower.confirmation.accepted(response.sentNanos())) {
      leader.grounds = null;
    }
    boolean news =
        follower.accepted(response.matchIndex(), response.sentNanos(), state.log.first());
    if (news || state.memberships().newestIndex() > state.commit()) {
      commit(leader);
    }
    if (state.role() == leader && follower.pointer() == null) {
      sendWindow(follower);
    }
  }

  void rejected(Role.Leader leader, AppendRejected response) {
    Progress follower = leader.follower(response.from());
    if (follower == null) {
      return;
    }
    follower.answered(response.sentNanos(), state.now());
    if (follower.pointer() != null || follower.rejectionIsStale(response.prevIndex())) {
      state.probes.hit(Probe.REJECT_STALE);
      return;
    }
    long hint = state.log.highestWithTermAtMost(response.hintIndex(), response.hintTerm());
    long next = Math.min(hint, response.prevIndex() - 1) + 1;
    if (next < state.log.first()) {
      // What it needs is gone: only a copy of the data helps it.
      state.probes.hit(Probe.FOLLOWER_BEHIND_TRIMMED_LOG);
      sendPointer(follower);
    } else {
      follower.probeFrom(next);
      sendProbe(follower);
    }
  }

  /** The lowest index that all followers have, or are told to begin after. */
  long matchedByAll(Role.Leader leader) {
    return matchedBy(leader, false);
  }

  /** The same for those only that are heard. */
  long matchedByHeard(Role.Leader leader) {
    return matchedBy(leader, true);
  }

  private long matchedBy(Role.Leader leader, boolean heard) {
    long lowest = Long.MAX_VALUE;
    for (Progress follower : leader.followers) {
      if (!heard || heardLately(leader, follower.name)) {
        RebuildPoint pointer = follower.pointer();
        lowest = Math.min(lowest, pointer == null ? follower.match() : pointer.index());
      }
    }
    return lowest;
  }

  /** Commits what a quorum has synced, if it ends in an entry of this very term. */
  private void commit(Role.Leader leader) {
    long index = Math.min(quorumMatch(leader), Successors.committable(state, leader));
    if (index <= state.commit()) {
      return;
    }
    if (index < leader.termStart) {
      state.probes.hit(Probe.COMMIT_WAITED_FOR_OWN_TERM);
      return;
    }
    state.commitTo(index);
    settle(leader);
    if (state.role() != leader) {
      return;
    }
    sendCommit(leader);
  }

  /**
   * Tells the followers what is committed. As long as entries after that are on their way nobody is
   * told by a message that has nothing else to say: the next append tells it, or the news of those
   * entries, or what is repeated when there is neither for the time of a heartbeat.
   */
  private void sendCommit(Role.Leader leader) {
    boolean moreToCome = state.commit() < state.log.last();
    for (Progress follower : leader.followers) {
      if (follower.replicating() && follower.sentCommit() < state.commit()) {
        sendWindow(follower);
        if (follower.sentCommit() < Math.min(state.commit(), follower.next() - 1)) {
          if (moreToCome) {
            state.probes.hit(Probe.COMMIT_NEWS_WAITED);
          } else {
            send(follower, List.of());
          }
        }
      }
    }
  }

  /**
   * A membership that is committed now is repeated: whoever has that in its log knows, and needs no
   * votes of the one before. When the repetition is committed, a quorum has it, and who is not a
   * member any more can be done without.
   */
  private void settle(Role.Leader leader) {
    Memberships memberships = state.memberships();
    if (memberships.newestIndex() > state.commit()) {
      return;
    }
    if (!memberships.newestSettles()) {
      state.append(membershipEntry(memberships.newest()));
      sendToAll(leader);
      return;
    }
    Role.Change change = leader.change;
    if (change != null && change.index() <= state.commit()) {
      leader.change = null;
      state.out.changeOutcome(new ChangeOutcome.Committed());
    }
  }

  /** True when the group has settled on a membership in which this leader does not vote. */
  boolean retires(Role.Leader leader) {
    return !state.electorate().newest().votes(state.self) && settled(leader);
  }

  private long quorumMatch(Role.Leader leader) {
    return state
        .electorate()
        .agreedIndex(name -> {
          if (name.equals(state.self)) {
            return state.syncs.syncedIndex();
          }
          Progress follower = leader.follower(name);
          return follower == null ? 0 : follower.match();
        });
  }

  private void sendToAll(Role.Leader leader) {
    for (Progress follower : leader.followers) {
      if (follower.replicating()) {
        sendWindow(follower);
      } else if (!follower.probeUnderWay()) {
        sendProbe(follower);
      }
    }
  }

  /** Sends what the window lets through. */
  private void sendWindow(Progress follower) {
    while (follower.next() <= state.log.last()) {
      if (follower.next() < state.log.first()) {
        follower.probeFrom(state.log.first());
        sendProbe(follower);
        return;
      }
      if (follower.windowFull(state.options.windowBytesMax())) {
        state.probes.hit(Probe.WINDOW_FULL);
        return;
      }
      send(follower, state.log.read(follower.next(), state.options.appendBytesMax()));
    }
  }

  private void sendPointer(Progress follower) {
    RebuildPoint point = follower.pointer();
    if (point == null || point.index() < state.log.first() - 1) {
      long index = state.applied();
      Membership there = state.memberships().at(index);
      if (!there.contains(follower.name)) {
        // A replica must find itself in what it starts over from, or a restart would not know it.
        follower.awaitHeartbeat();
        follower.noteAsked(state.now());
        return;
      }
      point = new RebuildPoint(index, state.log.term(index), there);
      follower.awaitPointer(point);
    }
    state.probes.hit(Probe.POINTER_SENT);
    follower.awaitHeartbeat();
    follower.noteAsked(state.now());
    state.out.sendNow(
        new Pointer(
            state.header(follower.name),
            point.index(),
            point.term(),
            state.now(),
            point.membership()));
  }

  private void sendProbe(Progress follower) {
    if (follower.next() < state.log.first()) {
      follower.probeFrom(state.log.first());
    }
    send(
        follower,
        follower.next() > state.log.last()
            ? List.of()
            : state.log.read(follower.next(), state.options.appendBytesMax()));
  }

  private void send(Progress follower, List<LogEntry> entries) {
    long prev = follower.next() - 1;
    long bytes = 0;
    for (LogEntry entry : entries) {
      bytes += entry.payload().length;
    }
    long needless = 0;
    if (state.role() instanceof Role.Leader leader) {
      needless = needless(leader);
      leader.toldNeedless = Math.max(leader.toldNeedless, needless);
    }
    follower.tellNeedless(needless, state.now());
    state.out.sendNow(
        new AppendRequest(
            state.header(follower.name),
            prev,
            state.log.term(prev),
            state.commit(),
            needless,
            state.now(),
            entries));
    follower.noteSent(prev + entries.size(), entries.size(), bytes, state.commit(), state.now());
  }
}
