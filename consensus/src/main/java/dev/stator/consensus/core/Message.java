package dev.stator.consensus.core;

import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import dev.stator.storage.wal.LogEntry;
import java.util.List;

/**
 * What members of a group say to each other. {@link #term} is always the sender's current term; a
 * receiver behind it moves to it, a receiver ahead of it answers a request with {@link TermNotice}
 * and drops a response.
 */
public sealed interface Message {
  Header header();

  default long groupId() {
    return header().groupId();
  }

  default long term() {
    return header().term();
  }

  default String from() {
    return header().from();
  }

  default String to() {
    return header().to();
  }

  /** Whether an earlier message says nothing that this one, sent right after it, does not say. */
  default boolean covers(Message earlier) {
    return false;
  }

  /**
   * What every message begins with.
   *
   * @param term the sender's current term
   * @param from the sender's replica name
   * @param to the replica name that it is for; whoever has another one drops it
   */
  record Header(long groupId, long term, String from, String to) {}

  /** Asks: would you vote for me in {@code term + 1}, or do you hear a leader? Promises nothing. */
  record PreVoteRequest(Header header) implements Message {}

  /** The answer; it promises nothing either. */
  record PreVoteResponse(Header header, boolean granted) implements Message {}

  /**
   * Asks for a vote in {@code term}.
   *
   * @param handOverIndex the leader of the term before hands over: whoever's log ends here or
   *     before need not mind its promise to it; 0 for an election of its own
   */
  record VoteRequest(Header header, long handOverIndex) implements Message {}

  /**
   * The answer, sent after the vote is synced.
   *
   * @param lastTerm term of the last entry in the voter's log
   * @param lastIndex index of that entry
   */
  record VoteResponse(Header header, boolean granted, long lastTerm, long lastIndex)
      implements Message {}

  /**
   * A candidate with a quorum of votes asks a voter with a better log for what it lacks.
   *
   * @param prevIndex the index after which entries are wanted
   * @param prevTerm the term of the candidate's own entry there
   */
  record CopyRequest(Header header, long prevIndex, long prevTerm) implements Message {}

  /** Entries after an index at which both logs agree. */
  record CopyEntries(Header header, long prevIndex, long prevTerm, List<LogEntry> entries)
      implements Message {
    public CopyEntries {
      checkEntries(header.term(), prevIndex, prevTerm, entries);
    }
  }

  /**
   * The logs do not agree at {@code prevIndex}.
   *
   * @param hintIndex the highest index up to {@code prevIndex} at which they may agree, as the
   *     sender sees it
   * @param hintTerm the sender's term there
   */
  record CopyRejected(Header header, long prevIndex, long hintIndex, long hintTerm)
      implements Message {}

  /** The voter has trimmed what the candidate lacks: the candidate cannot lead. */
  record CopyUnavailable(Header header, long firstIndex) implements Message {}

  /**
   * A leader's entries, or none as a heartbeat.
   *
   * @param commitIndex what the leader knows to be committed
   * @param needlessIndex entries up to here are in the stores of so many that a log replica need
   *     not keep them
   * @param sentNanos the leader's clock at sending; comes back in the answer, means nothing to the
   *     receiver
   * @param entries from {@code prevIndex + 1} on, without holes
   */
  record AppendRequest(
      Header header,
      long prevIndex,
      long prevTerm,
      long commitIndex,
      long needlessIndex,
      long sentNanos,
      List<LogEntry> entries)
      implements Message {
    public AppendRequest {
      checkEntries(header.term(), prevIndex, prevTerm, entries);
    }

    /** The index up to which the receiver's log equals the leader's after this. */
    public long lastIndex() {
      return prevIndex + entries.size();
    }
  }

  /**
   * The follower's log equals the leader's, and is synced, up to {@code matchIndex}.
   *
   * @param firstIndex where the follower's log begins
   * @param durableIndex what its store holds durably
   * @param complete false while its store is being rebuilt
   * @param full its log has reached its limit: it asks for no more commands for now
   */
  record AppendAccepted(
      Header header,
      long matchIndex,
      long firstIndex,
      long durableIndex,
      boolean complete,
      boolean full,
      long sentNanos)
      implements Message {
    @Override
    public boolean covers(Message earlier) {
      return earlier instanceof AppendAccepted before
          && before.header.equals(header)
          && before.matchIndex <= matchIndex
          && before.sentNanos <= sentNanos;
    }
  }

  /** The logs do not agree at {@code prevIndex}; hints as in {@link CopyRejected}. */
  record AppendRejected(
      Header header, long prevIndex, long hintIndex, long hintTerm, long sentNanos)
      implements Message {}

  /**
   * The leader has trimmed what the receiver lacks: its log is to begin after this entry, and its
   * store is to be rebuilt from another replica's. Answered like an append that ends there.
   *
   * @param index what the leader has applied
   * @param indexTerm the term of the entry there
   * @param membership in force there, and committed
   */
  record Pointer(Header header, long index, long indexTerm, long sentNanos, Membership membership)
      implements Message {
    public Pointer {
      if (index < 1 || indexTerm < 0 || indexTerm > header.term()) {
        throw new IllegalArgumentException("a pointer to " + index + "/" + indexTerm);
      }
    }

    RebuildPoint point() {
      return new RebuildPoint(index, indexTerm, membership);
    }
  }

  /**
   * The leader hands over to the receiver, which is to stand at once.
   *
   * @param handOverIndex where the leader's log ends, and the receiver's
   */
  record StandNow(Header header, long handOverIndex) implements Message {}

  /** A refusal to answer: the request's term is over. */
  record TermNotice(Header header) implements Message {}

  private static void checkEntries(
      long senderTerm, long prevIndex, long prevTerm, List<LogEntry> entries) {
    if (prevIndex < 0 || prevTerm < 0) {
      throw new IllegalArgumentException("negative position " + prevIndex + "/" + prevTerm);
    }
    long index = prevIndex;
    long term = prevTerm;
    for (LogEntry entry : entries) {
      if (entry.index() != index + 1 || entry.term() < term) {
        throw new IllegalArgumentException(
            "entry " + entry.index() + "/" + entry.term() + " after " + index + "/" + term);
      }
      index = entry.index();
      term = entry.term();
    }
    if (term > senderTerm) {
      throw new IllegalArgumentException("term " + term + " from a sender in " + senderTerm);
    }
  }
}
