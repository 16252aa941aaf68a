package dev.stator.consensus.core;

import dev.stator.consensus.core.Message.AppendAccepted;
import dev.stator.consensus.core.Message.AppendRejected;
import dev.stator.consensus.core.Message.AppendRequest;

/** A follower's side of replication. */
final class Following {
  private final CoreState state;
  private final Merge merge;

  Following(CoreState state, Merge merge) {
    this.state = state;
    this.merge = merge;
  }

  void append(AppendRequest request) {
    state.toFollowerOf(request.from());
    if (request.prevIndex() < state.log.first() - 1 || request.lastIndex() <= state.commit()) {
      belowCommit(request);
    } else if (!state.log.has(request.prevIndex(), request.prevTerm())) {
      reject(request);
    } else {
      take(request);
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
    state.out.sendAfterSync(accepted(request, request.lastIndex()));
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
    long match = Math.min(matchIndex, state.syncs.syncedIndex());
    if (match < matchIndex) {
      state.probes.hit(Probe.ACK_LIMITED_BY_SYNC);
    }
    if (state.out.hardStateUnsynced()) {
      // The term is part of the promise.
      state.probes.hit(Probe.ACK_WAITED_FOR_TERM_SYNC);
      state.out.sendAfterSync(accepted(request, match));
    } else {
      state.out.sendNow(accepted(request, match));
    }
  }

  private AppendAccepted accepted(AppendRequest request, long matchIndex) {
    return new AppendAccepted(
        state.header(request.from()),
        matchIndex,
        state.log.first(),
        state.durable(),
        true,
        request.sentNanos());
  }
}
