package dev.stator.consensus;

import dev.stator.storage.wal.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replication group drives: one replica of a partition. All methods run on the group's
 * serial executor.
 */
public interface StateMachine {
  /** The last index whose effects are in the store, as read when the replica was opened. */
  long appliedIndex();

  /**
   * Applies committed commands, in index order. Indexes that are missing between them carry nothing
   * for the state machine (a new leader's first entry, say), but count as applied.
   *
   * @param commands committed entries that were proposed with {@link ReplicationGroup#propose}
   * @param throughIndex the index up to which everything is applied when this returns
   */
  void apply(List<LogEntry> commands, long throughIndex);

  /**
   * This member leads and everything committed before its term is applied: proposals are welcome
   * and the store is up to date.
   */
  void leading(long term);

  /**
   * This member leads no more. Proposals that were not applied yet have an unknown outcome.
   *
   * @param leader who leads now, when that is known
   */
  void notLeading(@Nullable String leader);
}
