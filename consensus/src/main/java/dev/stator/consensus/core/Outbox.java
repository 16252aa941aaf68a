package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.consensus.ReplicationGroup.ChangeOutcome;
import dev.stator.consensus.core.Effects.RoleChange;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a step wants done. */
final class Outbox {
  private final SyncTracker syncs;
  private final LogView log;
  private List<Message> now = List.of();
  private List<Message> afterSync = List.of();
  private @Nullable HardState hardState;
  private Effects.@Nullable Reset reset;
  private Effects.@Nullable Rebuild rebuild;
  private @Nullable RoleChange roleChange;
  private @Nullable ChangeOutcome changeOutcome;
  private long applyAsked;
  private long apply;
  private long trim;

  Outbox(SyncTracker syncs, LogView log, long applied) {
    this.syncs = syncs;
    this.log = log;
    this.applyAsked = applied;
  }

  void sendNow(Message message) {
    now = add(now, message);
  }

  /** Sends once everything appended so far, in this step too, is durable. */
  void sendAfterSync(Message message) {
    afterSync = add(afterSync, message);
  }

  void hardState(HardState state) {
    hardState = state;
  }

  /** True when this step, or an earlier one, changed the hard state and it is not durable yet. */
  boolean hardStateUnsynced() {
    return hardState != null || !syncs.hardStateSynced();
  }

  /** Lets the state machine go on to {@code index}; what was said before is not said again. */
  void applyThrough(long index) {
    if (index > applyAsked) {
      applyAsked = index;
      apply = index;
    }
  }

  /** The log begins after this entry, and the store will hold it in another way. */
  void reset(long index, long term) {
    Check.that(hardState == null && !log.hasUnwritten(), "a reset goes alone");
    reset = new Effects.Reset(syncs.reset(index), index, term);
    applyAsked = index;
    apply = 0;
  }

  void rebuild(Effects.Rebuild asked) {
    rebuild = asked;
    apply = 0;
  }

  /** The highest index that the state machine was ever allowed to apply. */
  long applyAsked() {
    return applyAsked;
  }

  /** Whether this step has a change of role already. */
  boolean changesRole() {
    return roleChange != null;
  }

  void roleChange(RoleChange change) {
    Check.that(roleChange == null, "two role changes in one step");
    roleChange = change;
  }

  void changeOutcome(ChangeOutcome outcome) {
    Check.that(changeOutcome == null, "two outcomes in one step");
    changeOutcome = outcome;
  }

  void trimThrough(long index) {
    trim = index;
  }

  /** Hands over all that was collected. */
  Effects take(long wakeAtNanos) {
    Effects.Append append = null;
    if (hardState != null || log.hasUnwritten()) {
      List<LogEntry> entries = log.hasUnwritten() ? log.takeUnwritten() : List.of();
      long marker = syncs.appended(log.last(), hardState != null);
      append = new Effects.Append(marker, hardState, entries);
    }
    long marker = syncs.latestMarker();
    if (!afterSync.isEmpty() && syncs.isSynced(marker)) {
      for (Message message : afterSync) {
        now = add(now, message);
      }
      afterSync = List.of();
    }
    Effects effects =
        new Effects(
            reset,
            append,
            now,
            afterSync,
            marker,
            apply,
            rebuild,
            changeOutcome,
            roleChange,
            trim,
            wakeAtNanos);
    now = List.of();
    afterSync = List.of();
    hardState = null;
    reset = null;
    rebuild = null;
    roleChange = null;
    changeOutcome = null;
    apply = 0;
    trim = 0;
    return effects;
  }

  private static List<Message> add(List<Message> list, Message message) {
    List<Message> target = list.isEmpty() ? new ArrayList<>(4) : list;
    target.add(message);
    return target;
  }
}
