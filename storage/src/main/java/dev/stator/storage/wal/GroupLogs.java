package dev.stator.storage.wal;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a {@link FileLog}, one object for each. Those of which anything is written, or
 * about to be, are listed. One of which nothing is, because it was dropped or is new, is the
 * caller's alone: it is there for as long as somebody holds it, and everybody who asks for it gets
 * that one.
 */
final class GroupLogs {
  private final ConcurrentSkipListMap<Long, FileGroupLog> listed = new ConcurrentSkipListMap<>();

  // Guarded by this.
  private final Map<Long, Unlisted> unlisted = new HashMap<>();
  private final ReferenceQueue<FileGroupLog> gone = new ReferenceQueue<>();

  private static final class Unlisted extends WeakReference<FileGroupLog> {
    final long id;

    Unlisted(FileGroupLog group, ReferenceQueue<FileGroupLog> gone) {
      super(group, gone);
      this.id = group.groupId();
    }
  }

  /** The group of that number; made if nobody has it. */
  FileGroupLog get(long id, LongFunction<FileGroupLog> making) {
    FileGroupLog known = listed.get(id);
    return known == null ? getUnlisted(id, making) : known;
  }

  private synchronized FileGroupLog getUnlisted(long id, LongFunction<FileGroupLog> making) {
    FileGroupLog known = listed.get(id);
    if (known == null) {
      Unlisted held = unlisted.get(id);
      known = held == null ? null : held.get();
    }
    if (known == null) {
      known = making.apply(id);
      holdLoosely(known);
    }
    return known;
  }

  /** Lists a group before an operation of it is queued that leaves something of it. */
  void needed(FileGroupLog group) {
    if (!group.isListed() && !group.isBlank()) {
      list(group);
    }
  }

  private synchronized void list(FileGroupLog group) {
    unlisted.remove(group.groupId());
    listed.put(group.groupId(), group);
    group.listed();
  }

  /** Forgets a group of which nothing is left, and nothing is about to be written. */
  synchronized void forgetIfBlank(FileGroupLog group) {
    if (group.unlistIfBlank()) {
      listed.remove(group.groupId(), group);
      holdLoosely(group);
    }
  }

  private void holdLoosely(FileGroupLog group) {
    for (Reference<?> one = gone.poll(); one != null; one = gone.poll()) {
      if (one instanceof Unlisted past) {
        unlisted.remove(past.id, past);
      }
    }
    unlisted.put(group.groupId(), new Unlisted(group, gone));
  }

  /** Those of which there is anything. */
  Collection<FileGroupLog> all() {
    return listed.values();
  }

  /** One of them. */
  @Nullable FileGroupLog find(long id) {
    return listed.get(id);
  }
}
