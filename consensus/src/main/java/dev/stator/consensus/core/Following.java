package dev.stator.consensus.core;

import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.Message.AppendAccepted;
import dev.stator.consensus.core.Message.AppendRejected;
import dev.stator.consensus.core.Message.AppendRequest;
import dev.stator.consensus.core.Message.Pointer;
import dev.stator.consensus.liveness.Withdrawal;

/** A follower's side of replication. */
final class Following {
  private final CoreState state;
  private final Merge merge;
  private final Trimming trimming;

  Following(CoreState state, Merge merge, Trimming trimming) {
    this.state = state;
    this.merge = merge;
    this.trimming = trimming;
  }

  void append(AppendRequest request) {
    state.toFollowerOf(request.from());
    if (state.noting()) {
      state.probes.hit(Probe.APPEND_WHILE_NOTING);
      return;
    }
    trimming.needless(request.needlessIndex());
    if (request.prevIndex() < state.log.first() - 1 || request.lastIndex() <= state.commit()) {
      belowCommit(request);
    } else if (!state.log.has(request.prevIndex(), request.prevTerm())) {
      reject(request);
    } else {
      take(request);
    }
  }

  /**
   * The leader has trimmed what this log lacks. A pointer to what is committed or in this log is
   * late news. Any other leads over a part that is not in the leader's log, be it a membership, and
   * that therefore nobody needs.
   */
  void pointer(Pointer pointer) {
    state.toFollowerOf(pointer.from());
    if (state.noting()) {
      state.probes.hit(Probe.APPEND_WHILE_NOTING);
    } else if (pointer.index() <= state.commit()) {
      state.probes.hit(Probe.POINTER_LATE);
      acknowledge(pointer, state.commit());
    } else if (state.log.has(pointer.index(), pointer.indexTerm())) {
      state.probes.hit(Probe.POINTER_LATE);
      state.commitTo(pointer.index());
      acknowledge(pointer, pointer.index());
    } else if (state.out.hardStateUnsynced()) {
      // The note would outlive a crash, and the term that it comes from might not. It comes again.
      state.probes.hit(Probe.POINTER_BEFORE_TERM);
    } else {
      if (state.memberships().newestIndex() > state.commit()) {
        state.probes.hit(Probe.POINTER_OVER_MEMBERSHIP);
      }
      state.toNoting(pointer);
    }
  }

  /**
   * Somebody takes this member for the leader of this term, which it is no more: what it sent
   * before may have come after it had stopped, or after it had begun again. That member waits for
   * as long as this node is heard, so it is told.
   */
  void isFollowedBy(String follower) {
    state.probes.hit(Probe.FOLLOWED_WITHOUT_LEADING);
    state
        .peers
        .peer(ReplicaName.nodeOf(follower))
        .withdraw(new Withdrawal(state.groupId, state.term()));
  }

  /** The store has been told, so the log may begin anew. */
  void noted() {
    Pointer pointer = state.toRebuilding();
    state.probes.hit(Probe.POINTER_TAKEN);
    if (pointer.term() == state.term()) {
      state.out.sendAfterSync(accepted(pointer.from(), pointer.index(), pointer.sentNanos()));
    }
  }

  private void take(AppendRequest request) {
    Merge.Result result = merge.into(request.prevIndex(), request.entries());
    state.commitTo(Math.max(state.commit(), Math.min(request.commitIndex(), request.lastIndex())));
    switch (result) {
      case NOTHING_NEW -> {
        if (!request.entries().isEmpty()) {
          state.probes.hit(Probe.APPEND_DUPLICATE);
        }
        acknowledgeSynced(request, request.lastIndex());
        return;
      }
      case ADDED_SOME -> state.probes.hit(Probe.APPEND_PARTLY_KNOWN);
      case REPLACED -> state.probes.hit(Probe.FOLLOWER_TRUNCATED);
      case ADDED_ALL -> {}
    }
    state.out.sendAfterSync(accepted(request.from(), request.lastIndex(), request.sentNanos()));
  }

  /**
   * What is committed agrees with every later leader's log, so there is nothing to compare. A
   * message that begins before this log and ends after what is committed is answered alike, and the
   * leader goes on from there.
   */
  private void belowCommit(AppendRequest request) {
    state.probes.hit(Probe.APPEND_BELOW_COMMIT);
    acknowledgeSynced(request, state.commit());
  }

  private void reject(AppendRequest request) {
    state.probes.hit(
        request.prevIndex() > state.log.last()
            ? Probe.APPEND_BEYOND_LOG
            : Probe.APPEND_CONFLICT_AT_PREV);
    long hint = state.log.highestWithTermAtMost(request.prevIndex(), request.prevTerm());
    state.out.sendNow(
        new AppendRejected(
            state.header(request.from()),
            request.prevIndex(),
            hint,
            state.log.term(hint),
            request.sentNanos()));
  }

  /** Acknowledges at once what is durable of the part that agrees with the leader's log. */
  private void acknowledgeSynced(AppendRequest request, long matchIndex) {
    acknowledge(request.from(), matchIndex, request.sentNanos());
  }

  private void acknowledge(Pointer pointer, long matchIndex) {
    acknowledge(pointer.from(), matchIndex, pointer.sentNanos());
  }

  private void acknowledge(String leader, long matchIndex, long sentNanos) {
    long match = Math.min(matchIndex, state.syncs.syncedIndex());
    if (match < matchIndex) {
      state.probes.hit(Probe.ACK_LIMITED_BY_SYNC);
    }
    if (state.out.hardStateUnsynced()) {
      // The term is part of the promise.
      state.probes.hit(Probe.ACK_WAITED_FOR_TERM_SYNC);
      state.out.sendAfterSync(accepted(leader, match, sentNanos));
    } else {
      state.out.sendNow(accepted(leader, match, sentNanos));
    }
  }

  private AppendAccepted accepted(String leader, long matchIndex, long sentNanos) {
    return new AppendAccepted(
        state.header(leader),
        matchIndex,
        state.log.first(),
        state.durable(),
        state.complete(),
        trimming.full(),
        sentNanos);
  }
}
