package dev.stator.cluster.directory;

import dev.stator.cluster.directory.DirectoryCodec1.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Brings a view up to date from answers of members, whichever of them they come from: what to ask
 * next, and what an answer means. One thread at a time.
 *
 * <p>Answers come in pages, and an item that changed twice stands only where it changed last. So
 * pages are gathered beside the view, and given to it when they reach the highest version of any
 * member that gave one of them.
 */
final class DirectoryReading {
  private final SystemView view;
  private final TreeMap<String, SystemChange> gathered = new TreeMap<>();
  private boolean startingOver;

  /** What was gathered, from the view's version on or from 0, goes up to here. */
  private long since;

  private long target;

  /** What was deleted up to here is neither gathered nor in the view. */
  private long deletedThrough;

  DirectoryReading(SystemView view) {
    this.view = view;
    begin(view.version() == 0);
  }

  private void begin(boolean over) {
    startingOver = over;
    since = over ? 0 : view.version();
    target = since;
    deletedThrough = since;
    gathered.clear();
  }

  Question next() {
    return new Question(since, deletedThrough);
  }

  /** Whether some pages are there, and others are not. */
  boolean gathering() {
    return !gathered.isEmpty();
  }

  /** Takes an answer; true when more is known to be there. */
  boolean take(SystemDelta delta) {
    if (delta.from() != since) {
      return false;
    }
    if (delta.startOver()) {
      begin(true);
      return true;
    }
    if (gathering() && delta.version() < target) {
      // It may tell of items that were deleted before the target.
      return false;
    }
    if (startingOver && !gathering()) {
      deletedThrough = delta.version();
    }
    target = Math.max(target, delta.version());
    for (SystemChange change : delta.changes()) {
      gathered.put(change.kind() + '\0' + change.name(), change);
    }
    since = delta.through();
    if (!delta.more() && since >= target && since > 0) {
      finish();
    }
    return delta.more();
  }

  private void finish() {
    List<SystemChange> changes = new ArrayList<>();
    for (SystemChange change : gathered.values()) {
      if (change.item() != null || !startingOver) {
        changes.add(change);
      }
    }
    if (startingOver) {
      view.replace(since, changes);
    } else {
      view.apply(since, changes);
    }
    begin(false);
  }
}
