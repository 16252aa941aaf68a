package dev.stator.consensus.core;

import dev.stator.storage.wal.LogEntry;
import java.util.List;

/**
 * What members of a group say to each other. {@link #term} is always the sender's current term; a
 * receiver behind it moves to it, a receiver ahead of it answers a request with {@link TermNotice}
 * and drops a response.
 */
public sealed interface Message {
  long groupId();

  long term();

  /** The sender's name. */
  String from();

  /** Asks: would you vote for me in {@code term + 1}, or do you hear a leader? Promises nothing. */
  record PreVoteRequest(long groupId, long term, String from) implements Message {}

  /** The answer; it promises nothing either. */
  record PreVoteResponse(long groupId, long term, String from, boolean granted)
      implements Message {}

  /** Asks for a vote in {@code term}. */
  record VoteRequest(long groupId, long term, String from) implements Message {}

  /**
   * The answer, sent after the vote is synced.
   *
   * @param lastTerm term of the last entry in the voter's log
   * @param lastIndex index of that entry
   */
  record VoteResponse(
      long groupId, long term, String from, boolean granted, long lastTerm, long lastIndex)
      implements Message {}

  /**
   * A candidate with a quorum of votes asks a voter with a better log for what it lacks.
   *
   * @param prevIndex the index after which entries are wanted
   * @param prevTerm the term of the candidate's own entry there
   */
  record CopyRequest(long groupId, long term, String from, long prevIndex, long prevTerm)
      implements Message {}

  /** Entries after an index at which both logs agree. */
  record CopyEntries(
      long groupId, long term, String from, long prevIndex, long prevTerm, List<LogEntry> entries)
      implements Message {
    public CopyEntries {
      checkEntries(term, prevIndex, prevTerm, entries);
    }
  }

  /**
   * The logs do not agree at {@code prevIndex}.
   *
   * @param hintIndex the highest index up to {@code prevIndex} at which they may agree, as the
   *     sender sees it
   * @param hintTerm the sender's term there
   */
  record CopyRejected(
      long groupId, long term, String from, long prevIndex, long hintIndex, long hintTerm)
      implements Message {}

  /** The voter has trimmed what the candidate lacks: the candidate cannot lead. */
  record CopyUnavailable(long groupId, long term, String from, long firstIndex)
      implements Message {}

  /**
   * A leader's entries, or none as a heartbeat.
   *
   * @param commitIndex what the leader knows to be committed
   * @param sentNanos the leader's clock at sending; comes back in the answer, means nothing to the
   *     receiver
   * @param entries from {@code prevIndex + 1} on, without holes
   */
  record AppendRequest(
      long groupId,
      long term,
      String from,
      long prevIndex,
      long prevTerm,
      long commitIndex,
      long sentNanos,
      List<LogEntry> entries)
      implements Message {
    public AppendRequest {
      checkEntries(term, prevIndex, prevTerm, entries);
    }

    /** The index up to which the receiver's log equals the leader's after this. */
    public long lastIndex() {
      return prevIndex + entries.size();
    }
  }

  /** The follower's log equals the leader's, and is synced, up to {@code matchIndex}. */
  record AppendAccepted(long groupId, long term, String from, long matchIndex, long sentNanos)
      implements Message {}

  /** The logs do not agree at {@code prevIndex}; hints as in {@link CopyRejected}. */
  record AppendRejected(
      long groupId,
      long term,
      String from,
      long prevIndex,
      long hintIndex,
      long hintTerm,
      long sentNanos)
      implements Message {}

  /** A refusal to answer: the request's term is over. */
  record TermNotice(long groupId, long term, String from) implements Message {}

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
