package dev.stator.storage.wal;

import dev.stator.base.Check;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One group's part of a {@link FileLog}. It has two faces. The group's own executor sees every
 * append at once; the log writer later says what was written where and what is durable. Between
 * them stands this object's monitor, held for moments only, never during I/O.
 *
 * <p>What keeps a segment from being deleted: the place of the oldest entry in the index. So a trim
 * leaves the index alone until its own record is durable, and an operation that removes entries at
 * once (a reset, a drop, an overwrite) freezes that place until it is durable.
 */
final class FileGroupLog implements GroupLog {
  /** No segment is held. */
  static final int NO_PIN = Integer.MAX_VALUE;

  private final long groupId;
  private final Consumer<LogOperation> queue;
  private final EntryReader reader;

  // The group's face. Guarded by this.
  private EntryIndex index = new EntryIndex();
  private TermRuns terms = new TermRuns();
  private long baseIndex;
  private long baseTerm;
  private HardState hardState = HardState.INITIAL;
  private int frozen;
  private int frozenPin;
  private boolean listed;

  /** The writer's face: what a new segment begins with. Touched by the writer alone. */
  final WrittenState written = new WrittenState();

  FileGroupLog(long groupId, Consumer<LogOperation> queue, EntryReader reader) {
    this.groupId = groupId;
    this.queue = queue;
    this.reader = reader;
  }

  @Override
  public long groupId() {
    return groupId;
  }

  @Override
  public synchronized long firstIndex() {
    return baseIndex + 1;
  }

  @Override
  public synchronized long lastIndex() {
    return last();
  }

  @Override
  public synchronized long term(long at) {
    return termAt(at);
  }

  @Override
  public synchronized HardState hardState() {
    return hardState;
  }

  @Override
  public List<LogEntry> read(long from, long bytesMax) {
    EntryReader.Plan plan = new EntryReader.Plan();
    synchronized (this) {
      Check.that(from > baseIndex, "group %d: entry %d was trimmed", groupId, from);
      long bytes = 0;
      for (long at = from; at <= last() && plan.hasRoom(); at++) {
        bytes += index.payloadBytes(at);
        if (at > from && bytes > bytesMax) {
          break;
        }
        plan.add(index.cached(at), index.place(at), index.payloadBytes(at));
      }
    }
    return reader.read(groupId, from, plan);
  }

  @Override
  public void append(
      @Nullable HardState newHardState,
      List<LogEntry> entries,
      Executor callbackOn,
      Runnable synced) {
    byte[] votedFor =
        newHardState == null
            ? RecordFormat1.NO_PAYLOAD
            : newHardState.votedFor().getBytes(StandardCharsets.UTF_8);
    List<LogEntry> copy = List.copyOf(entries);
    boolean overwrites = false;
    synchronized (this) {
      if (newHardState != null) {
        hardState = newHardState;
      }
      for (LogEntry entry : copy) {
        if (entry.index() <= last()) {
          overwrites |= freezeOnce(overwrites);
          removeFrom(entry.index());
        }
        add(entry);
      }
    }
    queue.accept(
        new LogOperation.Append(
            this, newHardState, votedFor, copy, overwrites, callbackOn, synced));
  }

  @Override
  public void trim(long to) {
    long term;
    synchronized (this) {
      if (to <= baseIndex) {
        return;
      }
      Check.that(to <= last(), "group %d: only what is there is trimmed", groupId);
      term = termAt(to);
      rebase(to, term);
    }
    queue.accept(new LogOperation.Trim(this, to, term));
  }

  @Override
  public void reset(long toIndex, long term, Executor callbackOn, Runnable synced) {
    synchronized (this) {
      freeze();
      clear(toIndex, term);
    }
    queue.accept(new LogOperation.Reset(this, toIndex, term, callbackOn, synced));
  }

  @Override
  public void drop() {
    synchronized (this) {
      freeze();
      clear(0, 0);
      hardState = HardState.INITIAL;
    }
    queue.accept(new LogOperation.Drop(this));
  }

  /** Whether anything would be lost if the log forgot this group. */
  synchronized boolean known() {
    return baseIndex > 0 || !index.isEmpty() || !hardState.equals(HardState.INITIAL);
  }

  /** True when the log can do without this object: a new one would be as this one is. */
  synchronized boolean isBlank() {
    return frozen == 0 && !known();
  }

  synchronized boolean isListed() {
    return listed;
  }

  synchronized void listed() {
    listed = true;
  }

  /** True when it was listed and is blank; then it is listed no more. */
  synchronized boolean unlistIfBlank() {
    boolean unlists = listed && isBlank();
    listed &= !unlists;
    return unlists;
  }

  /** The oldest segment that must stay for this group; {@link #NO_PIN} when none must. */
  synchronized int pin() {
    return frozen > 0 ? frozenPin : pinAt(index.first());
  }

  /** As {@link #pin}, once everything queued is durable. */
  synchronized int pinAfterQueue() {
    return pinAt(baseIndex + 1);
  }

  /** Takes note that the entries of an append lie in the files from {@code place} on. */
  synchronized void written(List<LogEntry> entries, long place) {
    long next = place;
    for (LogEntry entry : entries) {
      index.written(entry, next);
      next += RecordFormat1.recordBytes(entry.payload().length);
    }
  }

  /** Takes note that an operation is durable, so what it removed holds no segment any more. */
  synchronized void durable(LogOperation operation) {
    switch (operation) {
      case LogOperation.Append append -> frozen -= append.overwrites ? 1 : 0;
      // Not past what is trimmed now: a drop behind the trim may have begun the log anew.
      case LogOperation.Trim trim -> index.removeTo(Math.min(trim.index(), baseIndex));
      case LogOperation.Reset _, LogOperation.Drop _ -> frozen--;
    }
  }

  synchronized void evict(long from, long to) {
    index.evict(from, to);
  }

  /** Sets the group's face to what recovery found. */
  synchronized void recovered(RecoveredGroup group) {
    hardState = group.hardState();
    baseIndex = group.baseIndex();
    baseTerm = group.baseTerm();
    index = group.entries();
    terms = group.terms();
    written.recovered(group);
  }

  private boolean freezeOnce(boolean already) {
    if (!already) {
      freeze();
    }
    return true;
  }

  private void freeze() {
    if (frozen == 0) {
      frozenPin = pinAt(index.first());
    }
    frozen++;
  }

  private int pinAt(long at) {
    if (!index.contains(at)) {
      return NO_PIN;
    }
    // An entry not written yet goes into the active segment or a later one.
    long place = index.place(at);
    return place == EntryIndex.PENDING ? reader.newestSegment() : EntryIndex.segment(place);
  }

  private long last() {
    return index.isEmpty() ? baseIndex : Math.max(baseIndex, index.last());
  }

  private long termAt(long at) {
    Check.that(
        at >= baseIndex && at <= last(), "group %d: no term is kept for index %d", groupId, at);
    return at == baseIndex ? baseTerm : terms.at(at);
  }

  private void add(LogEntry entry) {
    Check.that(
        entry.index() == last() + 1,
        "group %d: entry %d does not follow %d",
        groupId,
        entry.index(),
        last());
    Check.that(
        entry.payload().length <= RecordFormat1.PAYLOAD_BYTES_MAX,
        "group %d: entry %d is too long",
        groupId,
        entry.index());
    if (index.isEmpty()) {
      index.restart(entry.index());
    }
    index.append(entry.index(), entry, EntryIndex.PENDING, entry.payload().length);
    terms.append(entry.index(), entry.term());
  }

  private void removeFrom(long at) {
    Check.that(at > baseIndex, "group %d: entry %d was trimmed", groupId, at);
    index.removeFrom(at);
    terms.removeFrom(at);
  }

  private void rebase(long toIndex, long term) {
    baseIndex = toIndex;
    baseTerm = term;
    terms.removeBefore(toIndex + 1);
  }

  private void clear(long toIndex, long term) {
    index.restart(toIndex + 1);
    terms.clear();
    baseIndex = toIndex;
    baseTerm = term;
  }
}
