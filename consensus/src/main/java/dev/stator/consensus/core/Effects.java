package dev.stator.consensus.core;

import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup.ChangeOutcome;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a step wants done. The order of the fields is the order of execution: append (which does not
 * wait), send, then apply, then outcome, then role change, then trim. All of it is done before the
 * next step.
 *
 * @param reset what to empty the log for, if it is; never together with {@code append}, and with
 *     its own marker among the appends'
 * @param append what to queue in the log, if anything; {@link Event.Synced} comes back for it
 * @param sendNow messages that need nothing to be durable
 * @param sendAfterSync messages that promise what is not durable yet: they go once the append with
 *     {@code syncMarker} is synced, and never if it is not
 * @param syncMarker the append that {@code sendAfterSync} waits for; this one's or an earlier one's
 * @param applyThrough the state machine may be given entries up to here; 0 says nothing new
 * @param rebuild the state machine is to note that its store must be rebuilt; {@link Event.Noted}
 *     comes back for it, and nothing is applied before {@link Event.Rebuilt}
 * @param changeOutcome what became of the change of membership that this member was asked for
 * @param roleChange to be told to the state machine at once, without waiting for what it may apply
 * @param trimThrough the log is not needed up to here any more; 0 says nothing new
 * @param wakeAtNanos when {@link Event.TimeElapsed} is wanted; {@link #NEVER} for not at all
 */
public record Effects(
    @Nullable Reset reset,
    @Nullable Append append,
    List<Message> sendNow,
    List<Message> sendAfterSync,
    long syncMarker,
    long applyThrough,
    @Nullable Rebuild rebuild,
    @Nullable ChangeOutcome changeOutcome,
    @Nullable RoleChange roleChange,
    long trimThrough,
    long wakeAtNanos) {

  /** No wake-up wanted. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * One append to the log.
   *
   * @param marker counts appends from 1 on
   * @param hardState written before the entries
   * @param entries an index that is there already replaces it and all after it
   */
  public record Append(long marker, @Nullable HardState hardState, List<LogEntry> entries) {}

  /** Empties the log; it goes on after this entry. */
  public record Reset(long marker, long index, long term) {}

  /** From where a store is to be rebuilt, and the replica that said so. */
  public record Rebuild(RebuildPoint point, String from) {}

  /** What the state machine is told about its part. */
  public sealed interface RoleChange {
    /** The first entry of this member's own term is applied. */
    record Leading(long term) implements RoleChange {}

    /** It was leading and is not any more. */
    record NotLeading(@Nullable String leader) implements RoleChange {}
  }
}
