package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicaName;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.Position;
import dev.stator.node.meta.RebuildMark;
import dev.stator.node.side.LocalCounts;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts committed entries into the engine, in order, each batch together with the index it brings
 * the partition to.
 *
 * <p>An engine that refuses (a full disk, say) stalls the applier: entries wait here, no new write
 * is taken, and the batch is tried again until it goes through. Nothing is lost meanwhile: the
 * entries are in the log, and no answer goes out before they are applied. What waits is bounded:
 * beyond that the node stops, and has the entries again from its log when it starts.
 */
final class Applier {
  private record Work(
      List<LogEntry> entries, List<LogCommand> commands, long payloadBytes, long through) {}

  private final long partition;
  private final Engine engine;
  private final Steps steps;
  private final Listener listener;
  private final long stalledBytesMax;
  private final byte[] appliedKey;
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private volatile Position position;

  /** While it is there, rows of the partition are missing or from different moments. */
  private volatile @Nullable RebuildMark mark;

  /** Where the mark's point is now, if it was moved: the log begins no later. */
  private volatile long markMovedTo;

  private String self = "";

  /** Whether what is applied has this replica in the group; never false again. */
  private volatile boolean member = true;

  private String stallReason = "";
  private long received;
  private boolean stopped;

  Applier(long partition, Engine engine, Steps steps, long stalledBytesMax, Listener listener) {
    this.partition = partition;
    this.engine = engine;
    this.steps = steps;
    this.stalledBytesMax = stalledBytesMax;
    this.listener = listener;
    this.appliedKey = MetaRows.appliedKey(partition);
    RebuildMark found = MetaRows.mark(engine, partition);
    this.mark = found;
    this.position = found == null ? MetaRows.position(engine, partition) : replayFrom(found);
    this.received = position.index();
  }

  /** Who has to know when rows go from one moment to the next. */
  interface Steps {
    /** For a replica that nobody reads. */
    Steps UNSEEN =
        new Steps() {
          @Override
          public void begin() {}

          @Override
          public void end(List<LogEntry> entries, List<LogCommand> commands) {}
        };

    /** Rows change from now on. */
    void begin();

    /**
     * Rows are those of one moment again.
     *
     * @param entries what is in the engine now and was not before; empty when it refused
     * @param commands of these entries
     */
    void end(List<LogEntry> entries, List<LogCommand> commands);
  }

  /** The replica that the entries are for. */
  interface Listener {
    /** The command of a committed entry of that kind. */
    LogCommand command(LogEntry entry);

    /** The entry's rows are in the engine; an entry of another kind has an empty command. */
    void applied(LogEntry entry, LogCommand command);

    /** All that was committed is in the engine. */
    void drained();

    /** The engine refuses; called at the first refusal of a stall. */
    void stalled(EngineException cause);

    /** Is to call {@link #retry} after a while. */
    void retryLater();
  }

  /** Any thread. */
  Position position() {
    return position;
  }

  /** How much the partition holds; any thread. */
  PartitionResponse.Statistics statistics() {
    Position now = position;
    byte[] local = engine.get(SideRows.localCounts(partition));
    return new PartitionResponse.Statistics(
        now.items(), now.bytes(), local == null ? List.of() : LocalCounts.decode(local).indexes());
  }

  /** How far a rebuild has come that is not over; any thread. */
  @Nullable RebuildMark mark() {
    return mark;
  }

  /** Whether the rows are those of one moment, that of {@link #position}; any thread. */
  boolean whole() {
    RebuildMark open = mark;
    return open == null || (open.copied() && position.index() >= open.highestIndex());
  }

  /** Whose entries these are. Called once, before anything is applied. */
  void isFor(String replica) {
    self = replica;
    member = ReplicaName.generationOf(replica) <= 1 || isNamed();
  }

  /**
   * Whether the rows are as recent as this replica's membership. One that is made when its group is
   * old begins where the group began, with no items at all: before it has come to where it was made
   * a member, or is told to be rebuilt, it must not say so to anyone. Any thread.
   */
  boolean isMember() {
    return member;
  }

  private boolean isNamed() {
    Membership applied = MetaRows.membership(engine, partition);
    return applied != null && applied.contains(self);
  }

  /** Nothing is applied from now on until {@link #rebuilt}: the rows are to come from elsewhere. */
  void rebuilding(RebuildMark begun) {
    waiting.clear();
    waitingBytes = 0;
    stallReason = "";
    markMovedTo = 0;
    mark = begun;
    position = replayFrom(begun);
    received = position.index();
  }

  /**
   * Some rows are there. What is applied from now on is put into those, since others will be copied
   * from where it was applied before, and moves the mark.
   */
  void forward(RebuildMark copiedInPart) {
    takeUp(copiedInPart);
  }

  /** All rows are there; the log is replayed from the mark's point. */
  void rebuilt(RebuildMark copied) {
    Check.that(copied.copied(), "all rows are there");
    takeUp(copied);
  }

  /** What lies between the mark's point and what was received has nothing for a store. */
  private void takeUp(RebuildMark next) {
    Check.that(waiting.isEmpty(), "nothing waits while rows are copied");
    Position counted = replayFrom(next);
    mark = next;
    received = Math.max(received, counted.index());
    position = new Position(received, counted.items(), counted.bytes());
  }

  /** Whether everything up to there is in the engine. */
  boolean hasTaken(long through) {
    return received >= through && !stalled();
  }

  /** Up to where the log is needless once what the engine has is durable; any thread. */
  long trimmable() {
    // In this order: a rebuild that begins meanwhile sets both, to where the log has not been yet.
    long index = position.index();
    return mark == null ? index : markMovedTo;
  }

  /** Rows may be newer, which a replay puts right; counts go on from those of the source. */
  private static Position replayFrom(RebuildMark mark) {
    Position counts = mark.counts();
    return counts == null
        ? new Position(mark.point().index(), 0, 0)
        : new Position(mark.point().index(), counts.items(), counts.bytes());
  }

  boolean stalled() {
    return !waiting.isEmpty();
  }

  String stallReason() {
    return stallReason;
  }

  void apply(List<LogEntry> entries, long through) {
    if (stopped || through <= received) {
      return;
    }
    Work work = work(entries, through);
    received = through;
    waiting.addLast(work);
    waitingBytes += work.payloadBytes();
    if (waiting.size() == 1) {
      drain();
    } else if (waitingBytes > stalledBytesMax) {
      throw new IllegalStateException(
          "Partition "
              + partition
              + " has "
              + waitingBytes
              + " committed bytes that the store does not take ("
              + stallReason
              + "); the node stops and reads them from its log again when it starts.");
    }
  }

  /** Tries a refused batch again. */
  void retry() {
    if (!waiting.isEmpty()) {
      drain();
    }
  }

  /** Nothing is written any more. */
  void stop() {
    stopped = true;
    waiting.clear();
    waitingBytes = 0;
  }

  private Work work(List<LogEntry> entries, long through) {
    List<LogCommand> commands = new ArrayList<>(entries.size());
    long bytes = 0;
    long last = received;
    for (LogEntry entry : entries) {
      Check.that(entry.index() > last, "committed entries come once and in order");
      last = entry.index();
      bytes += entry.payload().length;
      commands.add(
          entry.kind() == EntryKind.COMMAND ? listener.command(entry) : LogCommand.nothing(0));
    }
    Check.that(last <= through, "no entry lies behind the end of its batch");
    return new Work(entries, commands, bytes, through);
  }

  private void drain() {
    Work work;
    while ((work = waiting.peekFirst()) != null) {
      Position next;
      try {
        next = step(work);
      } catch (EngineException refused) {
        boolean first = stallReason.isEmpty();
        stallReason = "the store refuses writes: " + refused.getMessage();
        if (first) {
          listener.stalled(refused);
        }
        listener.retryLater();
        return;
      }
      stallReason = "";
      waiting.removeFirst();
      waitingBytes -= work.payloadBytes();
      position = next;
      for (int i = 0; i < work.commands().size(); i++) {
        listener.applied(work.entries().get(i), work.commands().get(i));
      }
    }
    listener.drained();
  }

  private Position step(Work work) {
    List<LogEntry> entries = List.of();
    List<LogCommand> commands = List.of();
    steps.begin();
    try {
      Position next = write(work);
      entries = work.entries();
      commands = work.commands();
      return next;
    } finally {
      steps.end(entries, commands);
    }
  }

  private Position write(Work work) {
    RebuildMark open = mark;
    EntryRows rows = new EntryRows(partition, open);
    for (int i = 0; i < work.commands().size(); i++) {
      rows.add(work.entries().get(i), work.commands().get(i));
    }
    Position next = rows.after(position, work.through());
    Batch batch = rows.batch();
    batch.put(appliedKey, next.encode());
    RebuildMark moved = open == null ? null : rows.mark(open, next);
    if (moved != null) {
      batch.put(MetaRows.rebuildKey(partition), moved.encode());
    } else if (open != null) {
      batch.delete(MetaRows.rebuildKey(partition));
    }
    engine.write(batch);
    if (moved != null && !work.entries().isEmpty()) {
      markMovedTo = moved.point().index();
    }
    mark = moved;
    member = member || isNamed();
    return next;
  }
}
