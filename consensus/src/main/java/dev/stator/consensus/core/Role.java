package dev.stator.consensus.core;

import dev.stator.consensus.liveness.Grounds;
import dev.stator.consensus.liveness.Peers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a member is, with the state that only this role has. */
sealed interface Role {
  /** A moment so long ago that no time-out reaches back to it, and no subtraction overflows. */
  long NOT_HEARD = Long.MIN_VALUE / 4;

  /** When {@link Event.TimeElapsed} is wanted. */
  long wakeAtNanos();

  @Nullable String leader(String self);

  /** Follows, or waits for somebody to follow. */
  final class Follower implements Role {
    final @Nullable String leader;

    /** When the leader, or the voted-for candidate on its way to lead, was heard last. */
    long heardNanos;

    long deadlineNanos;

    Follower(@Nullable String leader, long heardNanos, long deadlineNanos) {
      this.leader = leader;
      this.heardNanos = heardNanos;
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public long wakeAtNanos() {
      return deadlineNanos;
    }

    @Override
    public @Nullable String leader(String self) {
      return leader;
    }
  }

  /** Asks whether the others hear a leader. */
  final class PreCandidate implements Role {
    final Set<String> grants = new LinkedHashSet<>();
    long deadlineNanos;

    PreCandidate(long deadlineNanos) {
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public long wakeAtNanos() {
      return deadlineNanos;
    }

    @Override
    public @Nullable String leader(String self) {
      return null;
    }
  }

  /** Stands for election; with a quorum of votes it may first have to copy what it lacks. */
  final class Candidate implements Role {
    final Map<String, Grant> grants = new LinkedHashMap<>();
    boolean ownVoteSynced;
    long deadlineNanos;

    /** When those who did not answer are asked again. */
    long askNanos = Effects.NEVER;

    @Nullable Copy copy;

    /** Up to which log end voters need not mind their promises; 0 for none. */
    final long handOverIndex;

    Candidate(long deadlineNanos, long handOverIndex) {
      this.deadlineNanos = deadlineNanos;
      this.handOverIndex = handOverIndex;
    }

    @Override
    public long wakeAtNanos() {
      long wake = Math.min(deadlineNanos, askNanos);
      return copy == null ? wake : Math.min(wake, copy.retryNanos);
    }

    @Override
    public @Nullable String leader(String self) {
      return null;
    }
  }

  /** A vote from another member, with the end of its log. */
  record Grant(String voter, long lastTerm, long lastIndex) {}

  /** The copying of a voter's suffix. */
  final class Copy {
    final Grant source;

    /** The index after which entries were asked for. */
    long askedPrevIndex;

    long retryNanos;

    Copy(Grant source) {
      this.source = source;
    }
  }

  /** Leads. */
  final class Leader implements Role {
    /** The index of the first entry of this leader's term. */
    final long termStart;

    final List<Progress> followers = new ArrayList<>();
    final InFlight inFlight = new InFlight();
    final Barriers barriers = new Barriers();

    /** When what was not answered is repeated. */
    long retryNanos = Effects.NEVER;

    /** When it steps down for want of support. */
    long stepDownNanos = Effects.NEVER;

    /**
     * Up to where its own log was durable when it looked last, and until when it waits for more.
     */
    long ownSynced;

    long ownSyncNanos = Effects.NEVER;

    /** Proposals are welcome once this index is applied. */
    long proposalsAfter;

    boolean reported;

    /** A follower whose node is heard does not get on. */
    boolean followerStands;

    @Nullable HandOver handOver;

    /** What the lease rests on, when that is known and has not changed. */
    @Nullable Grounds grounds;

    /** The highest index up to which log replicas were told that they may trim. */
    long toldNeedless;

    /** The change of membership that its proposer waits for. */
    @Nullable Change change;

    private final Peers peers;

    Leader(long termStart, Peers peers) {
      this.peers = peers;
      this.termStart = termStart;
      this.proposalsAfter = termStart;
    }

    /** Goes on with those it knows, begins with the new ones, and lets go of the others. */
    void membersAre(List<String> others, long lastIndex, long now) {
      followers.removeIf(follower -> !others.contains(follower.name));
      grounds = null;
      for (String other : others) {
        if (follower(other) == null) {
          followers.add(new Progress(other, lastIndex + 1, now, peers));
        }
      }
    }

    @Nullable Progress follower(String name) {
      for (Progress follower : followers) {
        if (follower.name.equals(name)) {
          return follower;
        }
      }
      return null;
    }

    @Override
    public long wakeAtNanos() {
      long wake = Math.min(Math.min(retryNanos, stepDownNanos), ownSyncNanos);
      return handOver == null ? wake : Math.min(wake, handOver.deadlineNanos());
    }

    @Override
    public @Nullable String leader(String self) {
      return self;
    }
  }

  /** A change of membership: the entry that makes it. */
  record Change(long index) {}
}
