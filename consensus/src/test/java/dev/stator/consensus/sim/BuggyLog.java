package dev.stator.consensus.sim;

import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import dev.stator.storage.wal.SharedLog;
import java.util.List;
import java.util.concurrent.Executor;

/** A log with a planted bug. */
record BuggyLog(SharedLog real, Bug bug) implements SharedLog {
  @Override
  public GroupLog group(long groupId) {
    return new Group(real.group(groupId), bug);
  }

  @Override
  public List<Long> groups() {
    return real.groups();
  }

  @Override
  public long bytes() {
    return real.bytes();
  }

  @Override
  public List<Long> groupsHoldingOldestSegment() {
    return real.groupsHoldingOldestSegment();
  }

  @Override
  public boolean nearlyFull() {
    return real.nearlyFull();
  }

  @Override
  public boolean refusesNew(long groupId) {
    return real.refusesNew(groupId);
  }

  @Override
  public boolean refuses(long groupId) {
    return real.refuses(groupId);
  }

  @Override
  public boolean overloaded() {
    return real.overloaded();
  }

  @Override
  public boolean full() {
    return real.full();
  }

  @Override
  public void close() {
    real.close();
  }

  private record Group(GroupLog real, Bug bug) implements GroupLog {
    @Override
    public long groupId() {
      return real.groupId();
    }

    @Override
    public long firstIndex() {
      return real.firstIndex();
    }

    @Override
    public long lastIndex() {
      return real.lastIndex();
    }

    @Override
    public long term(long index) {
      return real.term(index);
    }

    @Override
    public HardState hardState() {
      HardState state = real.hardState();
      return bug == Bug.FORGET_VOTE ? new HardState(state.term(), "", state.commitIndex()) : state;
    }

    @Override
    public List<LogEntry> read(long from, long bytesMax) {
      return real.read(from, bytesMax);
    }

    @Override
    public void append(HardState hard, List<LogEntry> entries, Executor on, Runnable synced) {
      if (bug == Bug.ACKNOWLEDGE_BEFORE_SYNC) {
        real.append(hard, entries, Runnable::run, () -> {});
        on.execute(synced);
      } else {
        real.append(hard, entries, on, synced);
      }
    }

    @Override
    public void trim(long index) {
      real.trim(index);
    }

    @Override
    public void reset(long index, long term, Executor on, Runnable synced) {
      real.reset(index, term, on, synced);
    }

    @Override
    public void drop() {
      real.drop();
    }
  }
}
