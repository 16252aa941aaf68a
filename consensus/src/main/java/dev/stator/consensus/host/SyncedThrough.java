package dev.stator.consensus.host;

import dev.stator.storage.wal.GroupLog;
import java.util.function.LongConsumer;

/**
 * A log is durable up to a marker, and so it is up to all before.
 *
 * @param then always the same object for the same log
 */
record SyncedThrough(long marker, LongConsumer then) implements GroupLog.Covering {
  @Override
  public void run() {
    then.accept(marker);
  }

  @Override
  public boolean covers(Runnable earlier) {
    return earlier instanceof SyncedThrough before
        && before.then.equals(then)
        && before.marker <= marker;
  }
}
