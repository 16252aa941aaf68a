package dev.stator.consensus.host;

import dev.stator.base.RandomSource;
import dev.stator.consensus.Membership;
import dev.stator.consensus.StateMachine;
import dev.stator.consensus.core.GroupCore;
import dev.stator.consensus.core.TermRuns;
import dev.stator.storage.wal.GroupLog;

/** Takes up a group where its log and its store left it. */
final class Opening {
  private Opening() {}

  static GroupCore core(
      GroupHost host,
      long groupId,
      String self,
      Membership base,
      StateMachine machine,
      GroupLog log,
      RandomSource random) {
    long applied = machine.appliedIndex();
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
            groupId, self, base, host.options.core(), log.hardState(), terms, applied);
    return new GroupCore(start, log::read, random, host.options.probes(), host.clock.nanos());
  }
}
