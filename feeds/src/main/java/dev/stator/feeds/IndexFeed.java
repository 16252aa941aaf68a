package dev.stator.feeds;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableDescriptor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The feed of one global index from one partition, for as long as the partition is led here. All on
 * the executor of {@link IndexFeeds}.
 *
 * <p>It is always in one of these: asking where to begin; reading a page; waiting for the page's
 * acknowledgements; resting. Beside that it may be filling a new index, step by step, and storing
 * its cursor.
 */
final class IndexFeed {
  private final IndexFeeds all;
  private final long partition;
  private final PartitionTraits traits;
  private final PartitionTraits.Global index;

  /** All up to there is acknowledged; null before the stored one is known. */
  private @Nullable ChangePlace cursor;

  private ChangePlace stored = ChangePlace.BEGINNING;
  private boolean storing;
  private long storedNanos;
  private boolean storeArmed;

  private boolean walked;
  private boolean whole;

  /** Whether the page that is being read began after all items had been touched. */
  private boolean readAfterWalk;

  private boolean storedWhole;

  /** Holds a page, or waits for its turn. */
  private boolean busy;

  /** Waits before it tries again. */
  private boolean resting;

  /** There was more than the last page. */
  private boolean behind;

  private boolean more;
  private boolean stopped;
  private int unanswered;
  private boolean refused;
  private long retryNanos;

  IndexFeed(IndexFeeds all, long partition, PartitionTraits traits, PartitionTraits.Global index) {
    this.all = all;
    this.partition = partition;
    this.traits = traits;
    this.index = index;
    this.retryNanos = all.options.retryNanosMin();
    this.storedNanos = all.clock.nanos() - all.options.storeNanos();
  }

  long partition() {
    return partition;
  }

  void start() {
    local(
        new PartitionRequest.WalkFeed(partition, index.id(), all.options.walkRows()),
        response -> {
          if (response instanceof PartitionResponse.Feeds feeds && !feeds.feeds().isEmpty()) {
            FeedState state = feeds.feeds().getFirst();
            cursor = state.cursor();
            stored = state.cursor();
            noteWalk(state);
            changed();
          } else {
            later(all.options.retryNanosMax(), this::start);
          }
        });
  }

  void stop() {
    stopped = true;
  }

  private void noteWalk(FeedState state) {
    walked = state.walked();
    whole = state.whole();
    storedWhole = whole;
    if (!walked) {
      later(all.options.walkPauseNanos(), this::walk);
    } else if (!whole) {
      // One look at the changes from here on sees the last touch.
      changed();
    }
  }

  /** Fills the index, while it keeps up. */
  private void walk() {
    if (behind || resting) {
      all.options.marks().hit(FeedBranch.FILLING_WAITED);
      later(all.options.walkPauseNanos(), this::walk);
      return;
    }
    local(
        new PartitionRequest.WalkFeed(partition, index.id(), all.options.walkRows()),
        response -> {
          if (response instanceof PartitionResponse.Feeds feeds && !feeds.feeds().isEmpty()) {
            noteWalk(feeds.feeds().getFirst());
          } else {
            later(all.options.retryNanosMax(), this::walk);
          }
        });
  }

  /** There may be more to read. */
  void changed() {
    more = true;
    if (!busy && !resting && cursor != null && !stopped) {
      busy = true;
      all.enter(this);
    }
  }

  /** It is this feed's turn to hold a page. */
  void turn() {
    ChangePlace after = cursor;
    if (stopped || after == null) {
      leave();
      return;
    }
    more = false;
    readAfterWalk = walked;
    local(
        new PartitionRequest.ReadChanges(
            partition, after, all.options.pageRows(), all.options.pageBytes()),
        response -> {
          if (response instanceof PartitionResponse.Changes changes) {
            send(changes);
          } else {
            rest();
          }
        });
  }

  private void send(PartitionResponse.Changes page) {
    if (page.records().isEmpty()) {
      done(page);
      return;
    }
    GlobalIndex placed = placed();
    if (placed == null) {
      // The directory here does not know the index yet, or not any more.
      all.options.marks().hit(FeedBranch.INDEX_NOT_KNOWN);
      rest();
      return;
    }
    IndexChanges changes = new IndexChanges(traits.keySchema(), index, placed);
    for (ChangeRecord record : page.records()) {
      changes.add(record);
    }
    unanswered = changes.operations().size();
    refused = false;
    if (unanswered == 0) {
      done(page);
      return;
    }
    for (Map.Entry<Long, List<IndexOperation>> part : changes.operations().entrySet()) {
      all.partitions.send(
          new PartitionRequest.ApplyIndex(part.getKey(), partition, part.getValue()),
          response -> all.executor.execute(() -> answered(page, response)));
    }
  }

  private @Nullable GlobalIndex placed() {
    TableDescriptor table = all.tables.find(traits.tableName());
    if (table == null) {
      return null;
    }
    for (GlobalIndex known : table.indexes().global()) {
      if (known.id() == index.id()) {
        return known;
      }
    }
    return null;
  }

  private void answered(PartitionResponse.Changes page, PartitionResponse response) {
    unanswered--;
    refused |= !(response instanceof PartitionResponse.Done);
    if (unanswered > 0) {
      return;
    }
    if (stopped) {
      all.options.marks().hit(FeedBranch.STOPPED_WITH_PAGE);
      leave();
    } else if (refused) {
      all.options.marks().hit(FeedBranch.PAGE_SENT_AGAIN);
      rest();
    } else {
      done(page);
    }
  }

  /**
   * Lets go of the page, so that others have room, and reads it again later. What some partitions
   * of the index have already, they pass over then.
   */
  private void rest() {
    resting = true;
    leave();
    long pause = retryNanos;
    retryNanos = Math.min(all.options.retryNanosMax(), 2 * retryNanos);
    later(
        pause,
        () -> {
          resting = false;
          changed();
        });
  }

  /** All index partitions have what the page says. */
  private void done(PartitionResponse.Changes page) {
    if (!page.records().isEmpty()) {
      cursor = page.records().getLast().place();
    }
    retryNanos = all.options.retryNanosMin();
    behind = page.more();
    if (!behind && readAfterWalk && !whole) {
      whole = true;
    }
    armStore();
    leave();
    if (behind || more) {
      changed();
    }
  }

  private void leave() {
    if (busy) {
      busy = false;
      all.leave();
    }
  }

  /** Stores the cursor when it is time, once more after the last change, and then never. */
  private void armStore() {
    ChangePlace now = cursor;
    boolean needed = now != null && (now.compareTo(stored) > 0 || (whole && !storedWhole));
    if (storeArmed || storing || !needed) {
      return;
    }
    storeArmed = true;
    long wait = Math.max(0, storedNanos + all.options.storeNanos() - all.clock.nanos());
    later(
        wait,
        () -> {
          storeArmed = false;
          keep();
        });
  }

  private void keep() {
    ChangePlace now = cursor;
    if (storing || now == null) {
      return;
    }
    storing = true;
    boolean nowWhole = whole;
    local(
        new PartitionRequest.KeepFeed(partition, index.id(), now, nowWhole),
        response -> {
          storing = false;
          storedNanos = all.clock.nanos();
          if (response instanceof PartitionResponse.Done) {
            stored = now;
            storedWhole = nowWhole;
          } else {
            all.options.marks().hit(FeedBranch.CURSOR_NOT_STORED);
          }
          armStore();
        });
  }

  private void local(PartitionRequest request, Consumer<PartitionResponse> then) {
    if (stopped) {
      leave();
      return;
    }
    all.local.send(
        request,
        response ->
            all.executor.execute(() -> {
              if (stopped) {
                leave();
              } else {
                then.accept(response);
              }
            }));
  }

  private void later(long nanos, Runnable step) {
    all.executor.schedule(
        nanos,
        () -> {
          if (stopped) {
            leave();
          } else {
            step.run();
          }
        });
  }
}
