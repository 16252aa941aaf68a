package dev.stator.storage.wal;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One group's part of the shared log. Used by one serial executor at a time. Appends are visible to
 * reads at once, before they are durable.
 */
public interface GroupLog {
  long groupId();

  /** The first index still in the log; {@code lastIndex() + 1} when the log is empty. */
  long firstIndex();

  /** The last index; 0 when nothing was ever appended. */
  long lastIndex();

  /** The term of an entry from {@code firstIndex() - 1} (remembered by a trim) to lastIndex. */
  long term(long index);

  HardState hardState();

  /**
   * Entries from {@code from} on, in order: at least one if there is one, then as many as fit into
   * {@code bytesMax} of payload.
   *
   * @throws DamagedLogException when a record's checksum does not match
   */
  List<LogEntry> read(long from, long bytesMax);

  /**
   * Queues the hard state (if any) and entries (maybe none), in that order, and returns at once. An
   * entry whose index is not after {@link #lastIndex} first removes that index and all later ones.
   * A crash before {@code synced} leaves some prefix: of the calls, and of one call's hard state
   * and entries. Ask {@link SharedLog#overloaded} first where the work can be refused.
   *
   * @param callbackOn where {@code synced} runs, once everything queued by this call is durable;
   *     callbacks of one group run in the order of the calls, and of those that become due together
   *     one that a later one {@linkplain Covering covers} is left out
   */
  void append(
      @Nullable HardState hardState, List<LogEntry> entries, Executor callbackOn, Runnable synced);

  /**
   * Says that entries up to {@code index} are no longer needed. Space comes back when no group
   * needs a segment any more.
   */
  void trim(long index);

  /**
   * Empties the log and lets it begin after {@code (index, term)}, as after installing a snapshot.
   */
  void reset(long index, long term, Executor callbackOn, Runnable synced);

  /** Forgets the group: its entries and its hard state. */
  void drop();

  /**
   * A callback that may say all that earlier ones would: of several that become due at the same
   * moment only the last is run.
   */
  interface Covering extends Runnable {
    /** Whether an earlier callback of this group need not run when this one does. */
    boolean covers(Runnable earlier);
  }
}
