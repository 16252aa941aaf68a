package dev.stator.consensus.core;

import dev.stator.consensus.Membership;
import dev.stator.consensus.liveness.Grounds;
import dev.stator.consensus.liveness.Grounds.Confirmed;
import dev.stator.consensus.liveness.Grounds.Quorum;
import dev.stator.consensus.liveness.Withdrawal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a leader keeps the lead, and how it gives it away: who supports it, what its lease rests on,
 * read barriers, hand-over, and which timers it needs for all that. An idle group whose members are
 * all heard, and have all, needs none.
 */
final class Tenure {
  /** So many leases a leader waits for its own disk when others have what it has not. */
  private static final int OWN_SYNC_LEASES = 4;

  private final CoreState state;
  private final Leading leading;

  Tenure(CoreState state, Leading leading) {
    this.state = state;
    this.leading = leading;
  }

  /** At the end of each step: goes on with what waits, and sets the timers anew. */
  void settle(Role.Leader leader) {
    retire(leader);
    lookAtOwnDisk(leader);
    lookAtFollowers(leader);
    giveUp(leader);
    if (state.role() != leader) {
      return;
    }
    advanceBarriers(leader);
    leader.retryNanos = retryNanos(leader);
    leader.stepDownNanos = stepDownNanos(leader);
  }

  /**
   * A leader that is no voter any more hands over, and tries one after the other until one has all
   * that it needs: while its node is heard the others would wait for it.
   */
  private void retire(Role.Leader leader) {
    if (leader.handOver == null && leading.retires(leader)) {
      String target = best(leader);
      if (target != null) {
        state.probes.hit(Probe.LEADER_REMOVED);
        leader.handOver = new HandOver(target, state.now(), state.options.leaseNanos());
      }
    }
  }

  /**
   * A leader answers only what its own disk holds. Where that stands still, and another's does not,
   * it hands over: nothing of that needs its disk.
   */
  private void lookAtOwnDisk(Role.Leader leader) {
    long synced = state.syncs.syncedIndex();
    if (synced == state.log.last() || leader.followers.isEmpty()) {
      leader.ownSyncNanos = Effects.NEVER;
    } else if (synced != leader.ownSynced || leader.ownSyncNanos == Effects.NEVER) {
      leader.ownSyncNanos = state.now() + OWN_SYNC_LEASES * state.options.leaseNanos();
    } else if (state.now() >= leader.ownSyncNanos) {
      leader.ownSyncNanos = state.now() + OWN_SYNC_LEASES * state.options.leaseNanos();
      String target = best(leader);
      Progress other = target == null ? null : leader.follower(target);
      if (leader.handOver == null && other != null && other.match() > synced) {
        // Also before its first commit: it would never be applied here.
        state.probes.hit(Probe.LEADER_DISK_STANDS);
        leader.handOver = new HandOver(other.name, state.now(), state.options.leaseNanos());
      }
    }
    leader.ownSynced = synced;
  }

  /**
   * A follower whose disk stands still goes on answering, and its node is heard; a slow one gets on
   * once in a while. Something is repeated to either until it has everything, so this is looked at.
   */
  private void lookAtFollowers(Role.Leader leader) {
    boolean stands = false;
    for (Progress follower : leader.followers) {
      follower.look(state.log.last(), state.now());
      stands |= leading.stands(follower) && !follower.confirmation.isSilent(state.now());
    }
    if (stands && !leader.followerStands) {
      state.probes.hit(Probe.FOLLOWER_STANDS);
    }
    leader.followerStands = stands;
  }

  void tick(Role.Leader leader) {
    if (state.now() >= leader.stepDownNanos) {
      state.probes.hit(Probe.LEADER_LOST_QUORUM);
      state.toFollowerWithoutLeader(state.standDeadline());
      return;
    }
    HandOver handOver = leader.handOver;
    if (handOver != null && state.now() >= handOver.deadlineNanos()) {
      // The target did not get everything in time.
      state.probes.hit(Probe.HAND_OVER_FAILED);
      leader.handOver = null;
    }
    if (state.now() >= leader.retryNanos) {
      leading.repeat(leader, follower -> wants(leader, follower));
    }
  }

  /** Asks members there what they have, if that is not known, or no more. */
  void peerChanged(Role.Leader leader, String node) {
    for (Progress follower : leader.followers) {
      Confirmation confirmation = follower.confirmation;
      if (!confirmation.node().equals(node)) {
        continue;
      }
      if (confirmation.isOutdated()) {
        state.probes.hit(Probe.MEMBER_OF_ANOTHER_ERA);
        confirmation.revoke(state.now());
        leader.grounds = null;
      }
      follower.answersAgain();
      if (wants(leader, follower)) {
        leading.ask(follower);
      }
    }
  }

  /** Members there are not counted for what they accepted up to a moment. */
  void withdrawn(Role.Leader leader, String node, long atNanos) {
    for (Progress follower : leader.followers) {
      if (follower.confirmation.node().equals(node)) {
        state.probes.hit(Probe.MEMBER_WITHDREW);
        follower.confirmation.revoke(atNanos);
        leader.grounds = null;
        leading.ask(follower);
      }
    }
  }

  void barrierWanted(Role.Leader leader, long number) {
    leader.barriers.ask(number);
  }

  /** Takes no more proposals, and waits for the target to have all that it took. */
  void handOver(Role.Leader leader, @Nullable String wanted) {
    String target = wanted == null ? best(leader) : wanted;
    if (leader.handOver == null
        && leader.reported
        && target != null
        && leader.follower(target) != null
        && state.electorate().newest().mayStand(target)) {
      leader.handOver = new HandOver(target, state.now(), state.options.leaseNanos());
    }
  }

  /** What the lease rests on; null as long as there is none. */
  @Nullable Grounds grounds(Role.Leader leader) {
    if (!ownTermApplied(leader)) {
      return null;
    }
    if (leader.grounds == null) {
      leader.grounds = newGrounds(leader);
    }
    return leader.grounds;
  }

  /** What was acknowledged before this term is in the store only then. */
  private boolean ownTermApplied(Role.Leader leader) {
    return state.applied() >= leader.termStart;
  }

  private Grounds newGrounds(Role.Leader leader) {
    List<Quorum> quorums = new ArrayList<>(2);
    quorums.add(quorum(leader, state.electorate().newest()));
    Membership former = state.electorate().former();
    if (former != null) {
      quorums.add(quorum(leader, former));
    }
    return new Grounds(state.term(), quorums);
  }

  private Quorum quorum(Role.Leader leader, Membership membership) {
    List<Confirmed> confirmed = new ArrayList<>(2);
    for (String name : membership.otherVoters(state.self)) {
      Progress follower = leader.follower(name);
      Confirmed counted = follower == null ? null : follower.confirmation.confirmed();
      if (counted != null) {
        confirmed.add(counted);
      }
    }
    int own = membership.votes(state.self) ? 1 : 0;
    return new Quorum(membership.quorum() - own, confirmed);
  }

  private void advanceBarriers(Role.Leader leader) {
    Barriers barriers = leader.barriers;
    if (barriers.running() && roundAnswered(leader) && state.applied() >= barriers.roundCommit()) {
      barriers.pass();
      state.barrierPassed = barriers.passed();
    }
    if (!barriers.running() && barriers.waiting() && ownTermApplied(leader)) {
      barriers.begin(state.now(), state.commit());
      for (Progress follower : leader.followers) {
        leading.ask(follower);
      }
      if (leader.followers.isEmpty()) {
        advanceBarriers(leader);
      }
    }
  }

  private boolean roundAnswered(Role.Leader leader) {
    long since = leader.barriers.roundNanos();
    return state
        .electorate()
        .agrees(name -> {
          Progress follower = leader.follower(name);
          return name.equals(state.self) || (follower != null && follower.answeredNanos() >= since);
        });
  }

  /**
   * Not before all that was taken in is applied: its proposers would never hear what became of it
   * otherwise. In the same step the leader leaves its term, and its lease goes with that; it votes
   * for the target, without being asked, so that the target needs nobody else.
   */
  private void giveUp(Role.Leader leader) {
    HandOver handOver = leader.handOver;
    if (handOver == null || state.out.changesRole()) {
      return;
    }
    Progress follower = leader.follower(handOver.target());
    boolean answered =
        state.applied() == state.log.last() || state.now() >= handOver.patientUntilNanos();
    if (answered && follower != null && follower.match() == state.log.last()) {
      state.out.sendNow(new Message.StandNow(state.header(handOver.target()), state.log.last()));
      leave(leader, handOver);
    }
  }

  /** Others wait for it as long as its node is heard, so they are told, should the target fail. */
  private void leave(Role.Leader leader, HandOver handOver) {
    for (Progress follower : leader.followers) {
      String node = follower.confirmation.node();
      state.peers.peer(node).withdraw(new Withdrawal(state.groupId, state.term()));
    }
    state.toHandedOver(handOver);
    state.out.sendAfterSync(
        new Message.VoteResponse(
            state.header(handOver.target()), true, state.log.lastTerm(), state.log.last()));
  }

  /** The heard storage voter that has most of the log. */
  private @Nullable String best(Role.Leader leader) {
    Progress best = null;
    for (Progress follower : leader.followers) {
      if (state.electorate().newest().mayStand(follower.name)
          && !follower.confirmation.isSilent(state.now())
          && follower.complete()
          && follower.pointer() == null
          && (best == null || follower.match() > best.match())) {
        best = follower;
      }
    }
    return best == null ? null : best.name;
  }

  /** True while something must be repeated to a follower until it answers. */
  private boolean wants(Role.Leader leader, Progress follower) {
    if (follower.confirmation.isSilent(state.now())) {
      return false;
    }
    return follower.confirmation.confirmed() == null
        || !follower.replicating()
        || follower.match() < state.log.last()
        || follower.knownCommit() < state.commit()
        || !follower.complete()
        || leading.owesTrim(leader, follower)
        || (leader.barriers.running() && follower.answeredNanos() < leader.barriers.roundNanos());
  }

  private long retryNanos(Role.Leader leader) {
    long retry = Effects.NEVER;
    for (Progress follower : leader.followers) {
      if (wants(leader, follower)) {
        retry = Math.min(retry, follower.retryNanos(state.options.heartbeatNanos()));
      }
    }
    HandOver handOver = leader.handOver;
    return handOver == null || state.now() >= handOver.patientUntilNanos()
        ? retry
        : Math.min(retry, handOver.patientUntilNanos());
  }

  /** Two leases after a quorum was last heard to support it. */
  private long stepDownNanos(Role.Leader leader) {
    if (leader.followers.isEmpty() || leading.retires(leader)) {
      return Effects.NEVER;
    }
    boolean counted =
        state
            .electorate()
            .agrees(name -> {
              Progress follower = leader.follower(name);
              return name.equals(state.self)
                  || (follower != null && follower.confirmation.counts(state.now()));
            });
    if (counted) {
      return Effects.NEVER;
    }
    long lease = state.options.leaseNanos();
    long end =
        state
            .electorate()
            .agreedIndex(name -> {
              Progress follower = leader.follower(name);
              if (name.equals(state.self)) {
                return Effects.NEVER;
              }
              return follower == null ? Role.NOT_HEARD : follower.supportedUntilNanos(lease);
            });
    return end == Effects.NEVER ? Effects.NEVER : end + 2 * lease;
  }
}
