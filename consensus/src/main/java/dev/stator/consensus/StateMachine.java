package dev.stator.consensus;

import dev.stator.storage.wal.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replication group drives: one replica of a partition. All methods run on the group's
 * serial executor.
 */
public interface StateMachine {
  /**
   * The last index whose effects are in the store, as read when the replica was opened. While the
   * store is being rebuilt, the index of {@link #rebuilding}.
   */
  long appliedIndex();

  /**
   * From where the store must be rebuilt, when that was noted by {@link #rebuild} and the note
   * still stands; null when the store is whole. Asked once, at opening; the machine then goes on
   * rebuilding by itself, and says {@link ReplicationGroup#rebuilt} in the end.
   */
  @Nullable RebuildPoint rebuilding();

  /**
   * Applies committed entries, in index order. Indexes that are missing between them carry nothing
   * for the state machine (a new leader's first entry, say), but count as applied.
   *
   * @param entries committed entries of two kinds: {@link EntryKind#COMMAND}, proposed with {@link
   *     ReplicationGroup#propose}, and {@link EntryKind#MEMBERSHIP}, whose payload the store keeps
   *     in the same batch as the applied index: the group is opened with it again
   * @param throughIndex the index up to which everything is applied when this returns
   */
  void apply(List<LogEntry> entries, long throughIndex);

  /**
   * The log of this replica is about to begin after {@code point}: its leader has trimmed what this
   * replica lacks. Nothing is applied from now on before {@link ReplicationGroup#rebuilt}. The
   * machine notes durably that its store is worth nothing until it is rebuilt from there, says
   * {@code noted}, and then rebuilds it. A crash before that leaves the old log and store. The note
   * stands until the rebuilt store is given an entry, and goes in the same batch: only then is it
   * certain that the log durably begins at the point.
   *
   * @param from the replica name of the leader that said so, which has all of it
   * @param noted may be run on any thread, once the note is durable
   */
  void rebuild(RebuildPoint point, String from, Runnable noted);

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
