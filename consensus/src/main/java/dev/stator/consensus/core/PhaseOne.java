package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.consensus.core.Message.CopyEntries;
import dev.stator.consensus.core.Message.CopyRejected;
import dev.stator.consensus.core.Message.CopyRequest;
import dev.stator.consensus.core.Message.CopyUnavailable;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rest of Paxos' phase one: a candidate leads once its log is at least as good as that of each
 * member of some quorum that voted for it, and until then copies from a voter. Why this is safe is
 * told in the package's documentation.
 */
final class PhaseOne {
  private static final Comparator<Role.Grant> WORST_FIRST =
      Comparator.comparingLong(Role.Grant::lastTerm).thenComparingLong(Role.Grant::lastIndex);

  private final CoreState state;
  private final Leading leading;
  private final Merge merge;

  PhaseOne(CoreState state, Leading leading, Merge merge) {
    this.state = state;
    this.leading = leading;
    this.merge = merge;
  }

  /** Leads, or copies, or waits, by what is known now. */
  void advance() {
    if (!(state.role() instanceof Role.Candidate candidate) || !candidate.ownVoteSynced) {
      return;
    }
    if (covered(candidate)) {
      stopCopy(candidate);
      if (state.syncs.syncedIndex() == state.log.last()) {
        noteCopyEnd(candidate);
        leading.begin();
      }
    } else if (candidate.copy == null) {
      startCopy(candidate);
    }
  }

  /** Asks again when an answer is late. */
  void retry(Role.Candidate candidate) {
    if (candidate.copy != null && state.now() >= candidate.copy.retryNanos) {
      state.probes.hit(Probe.COPY_RETRIED);
      startCopy(candidate);
    }
  }

  /** A voter's side: only the candidate that has this term's vote is served. */
  void request(CopyRequest request) {
    if (!state.votedFor().equals(request.from())) {
      state.probes.hit(Probe.COPY_STALE_ANSWER);
      return;
    }
    switch (state.role()) {
      case Role.Leader leader -> throw new IllegalStateException("a leader voted for itself");
      case Role.Candidate candidate -> throw new IllegalStateException("so did a candidate");
      case Role.PreCandidate standing -> state.toFollowerWithoutLeader(state.electionDeadline());
      case Role.Follower follower -> follower.deadlineNanos = state.electionDeadline();
    }
    ((Role.Follower) state.role()).heardNanos = state.now();
    state.out.sendNow(answer(request));
  }

  void entries(CopyEntries answer) {
    Role.@Nullable Copy copy = awaited(answer.from(), answer.prevIndex());
    if (copy == null || !state.log.has(answer.prevIndex(), answer.prevTerm())) {
      state.probes.hit(Probe.COPY_STALE_ANSWER);
      return;
    }
    if (merge.into(answer.prevIndex(), answer.entries()) == Merge.Result.REPLACED) {
      state.probes.hit(Probe.COPY_TRUNCATED_OWN_SUFFIX);
    }
    Role.Candidate candidate = (Role.Candidate) state.role();
    candidate.deadlineNanos = state.ownElectionDeadline();
    if (!state.mayStand()) {
      // The log that it copied has taught it that it is no voter any more.
      state.probes.hit(Probe.STOOD_NO_MORE);
      state.toQuiet();
    } else if (covered(candidate)) {
      advance();
    } else if (!covers(copy.source)) {
      state.probes.hit(Probe.COPY_IN_SEVERAL_PARTS);
      ask(copy, answer.prevIndex() + answer.entries().size());
    } else {
      // Another quorum than before is needed: of a membership that came with the copy.
      state.probes.hit(Probe.COPY_BROUGHT_MEMBERSHIP);
      candidate.copy = null;
      candidate.askNanos = state.now();
      advance();
    }
  }

  void rejected(CopyRejected answer) {
    Role.@Nullable Copy copy = awaited(answer.from(), answer.prevIndex());
    if (copy == null) {
      state.probes.hit(Probe.COPY_STALE_ANSWER);
      return;
    }
    state.probes.hit(Probe.COPY_REJECTED);
    Check.that(
        answer.prevIndex() > state.commit(), "a voter's log lacks what is committed at this index");
    long hint = state.log.highestWithTermAtMost(answer.hintIndex(), answer.hintTerm());
    ask(copy, Math.max(state.commit(), Math.min(hint, answer.prevIndex() - 1)));
  }

  /** It cannot lead: let somebody with a longer log stand first. */
  void unavailable(CopyUnavailable answer) {
    if (state.role() instanceof Role.Candidate candidate
        && candidate.copy != null
        && candidate.copy.source.voter().equals(answer.from())) {
      state.probes.hit(Probe.COPY_UNAVAILABLE);
      state.toFollowerWithoutLeader(
          state.electionDeadline(4 * state.options.electionTimeoutNanos()));
    }
  }

  private Message answer(CopyRequest request) {
    long prev = request.prevIndex();
    if (prev < state.log.first() - 1) {
      return new CopyUnavailable(state.header(request.from()), state.log.first());
    }
    if (!state.log.has(prev, request.prevTerm())) {
      long hint = state.log.highestWithTermAtMost(prev, request.prevTerm());
      return new CopyRejected(state.header(request.from()), prev, hint, state.log.term(hint));
    }
    List<LogEntry> entries =
        prev == state.log.last()
            ? List.of()
            : state.log.read(prev + 1, state.options.appendBytesMax());
    return new CopyEntries(state.header(request.from()), prev, request.prevTerm(), entries);
  }

  /**
   * Copies from the voter with the worst log that, with all worse ones and its own, makes a quorum.
   * When only the membership before the newest one withholds its votes, it copies the best log
   * there is: it may say that they are not needed any more.
   */
  private void startCopy(Role.Candidate candidate) {
    List<Role.Grant> byLog = new ArrayList<>(candidate.grants.values());
    byLog.sort(WORST_FIRST);
    Role.@Nullable Grant source = worstThatSuffices(byLog);
    if (source == null
        && !byLog.isEmpty()
        && !covers(byLog.getLast())
        && state.electorate().newestAgrees(name -> granted(candidate, name))) {
      source = byLog.getLast();
    }
    if (source == null) {
      candidate.copy = null;
      return;
    }
    if (candidate.copy == null) {
      state.probes.hit(Probe.COPY_STARTED);
    }
    Role.Copy copy = new Role.Copy(source);
    candidate.copy = copy;
    ask(copy, Math.min(state.log.last(), source.lastIndex()));
  }

  private Role.@Nullable Grant worstThatSuffices(List<Role.Grant> worstFirst) {
    Set<String> names = new LinkedHashSet<>();
    names.add(state.self);
    for (Role.Grant grant : worstFirst) {
      names.add(grant.voter());
      if (state.electorate().agrees(names::contains)) {
        return grant;
      }
    }
    return null;
  }

  private boolean granted(Role.Candidate candidate, String name) {
    return name.equals(state.self) || candidate.grants.containsKey(name);
  }

  private void ask(Role.Copy copy, long prevIndex) {
    long prev = Math.max(prevIndex, state.log.first() - 1);
    copy.askedPrevIndex = prev;
    copy.retryNanos = state.now() + state.options.heartbeatNanos();
    state.out.sendNow(
        new CopyRequest(state.header(copy.source.voter()), prev, state.log.term(prev)));
  }

  /** Nothing more to ask for: the sync of what was copied brings the election on. */
  private static void stopCopy(Role.Candidate candidate) {
    if (candidate.copy != null) {
      candidate.copy.retryNanos = Effects.NEVER;
    }
  }

  /**
   * True when its log is at least as good as that of every member of a quorum that voted for it.
   */
  private boolean covered(Role.Candidate candidate) {
    return state
        .electorate()
        .agrees(name -> {
          Role.Grant grant = candidate.grants.get(name);
          return name.equals(state.self) || (grant != null && covers(grant));
        });
  }

  private boolean covers(Role.Grant grant) {
    return state.log.isAtLeast(grant.lastTerm(), grant.lastIndex());
  }

  private Role.@Nullable Copy awaited(String from, long prevIndex) {
    if (state.role() instanceof Role.Candidate candidate
        && candidate.copy != null
        && candidate.copy.source.voter().equals(from)
        && candidate.copy.askedPrevIndex == prevIndex
        && candidate.copy.retryNanos != Effects.NEVER) {
      return candidate.copy;
    }
    return null;
  }

  private void noteCopyEnd(Role.Candidate candidate) {
    if (candidate.copy != null) {
      state.probes.hit(
          covers(candidate.copy.source)
              ? Probe.COPY_FINISHED
              : Probe.COPY_OVERTAKEN_BY_OTHER_GRANT);
    }
  }
}
