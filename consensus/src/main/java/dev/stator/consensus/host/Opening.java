package dev.stator.consensus.host;

import dev.stator.base.RandomSource;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.StateMachine;
import dev.stator.consensus.core.GroupCore;
import dev.stator.consensus.core.TermRuns;
import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** Takes up a group where its log and its store left it. */
final class Opening {
  private static final long READ_BYTES = 1 << 20;

  private Opening() {}

  static GroupCore core(
      GroupHost host,
      long groupId,
      String self,
      Membership base,
      StateMachine machine,
      GroupLog log,
      RandomSource random) {
    RebuildPoint point = machine.rebuilding();
    if (point != null) {
      beginAt(point, log);
    }
    long applied = point == null ? machine.appliedIndex() : point.index();
    if (applied > log.lastIndex()) {
      throw new GroupUnusableException(
          String.format(
              "Group %d: the store holds everything up to entry %d, but the log ends at entry %d:"
                  + " the log has lost entries, or belongs to other data.",
              groupId, applied, log.lastIndex()));
    }
    if (applied < log.firstIndex() - 1) {
      throw new GroupUnusableException(
          String.format(
              "Group %d: the store holds entries up to %d only, but the log begins at entry %d:"
                  + " the store is older than the log.",
              groupId, applied, log.firstIndex()));
    }
    TermRuns terms = TermRuns.of(log.firstIndex(), log.lastIndex(), log::term);
    GroupCore.Start start =
        new GroupCore.Start(
            groupId,
            self,
            point == null ? base : point.membership(),
            memberships(log, applied),
            host.options.core(),
            log.hardState(),
            terms,
            applied,
            point != null);
    return new GroupCore(
        start, log::read, host.liveness, random, host.options.probes(), host.clock.nanos());
  }

  /**
   * The store was told to begin anew, and perhaps the log was not yet. Whatever is appended from
   * now on is durable only after that, so nothing need wait for it. A log that holds the very entry
   * is that of a replica whose store is made anew while its log stays.
   */
  private static void beginAt(RebuildPoint point, GroupLog log) {
    boolean begins = log.firstIndex() > point.index();
    boolean holds =
        !begins && point.index() <= log.lastIndex() && log.term(point.index()) == point.term();
    if (!begins && !holds) {
      log.reset(point.index(), point.term(), Runnable::run, () -> {});
    }
  }

  /** The memberships that the log holds after what the store has. */
  private static List<GroupCore.MembershipAt> memberships(GroupLog log, long applied) {
    List<GroupCore.MembershipAt> found = new ArrayList<>();
    long next = applied + 1;
    while (next <= log.lastIndex()) {
      for (LogEntry entry : log.read(next, READ_BYTES)) {
        if (entry.kind() == EntryKind.MEMBERSHIP) {
          found.add(new GroupCore.MembershipAt(entry.index(), membership(entry)));
        }
        next = entry.index() + 1;
      }
    }
    return found;
  }

  private static Membership membership(LogEntry entry) {
    try {
      return MembershipCodec1.decode(entry.payload());
    } catch (IllegalArgumentException e) {
      throw new GroupUnusableException(
          "Entry " + entry.index() + " holds no membership that can be read: " + e.getMessage(), e);
    }
  }
}
