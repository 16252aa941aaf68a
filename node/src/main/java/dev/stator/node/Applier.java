package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.LogEntry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

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
  /** The kind of meta row that holds the applied index. */
  private static final int META_APPLIED = 1;

  private record Work(
      List<LogEntry> entries, List<LogCommand> commands, long payloadBytes, long through) {}

  private final long partition;
  private final Engine engine;
  private final Listener listener;
  private final long stalledBytesMax;
  private final byte[] metaKey;
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private volatile Position position;
  private String stallReason = "";
  private long received;
  private boolean stopped;

  Applier(long partition, Engine engine, long stalledBytesMax, Listener listener) {
    this.partition = partition;
    this.engine = engine;
    this.stalledBytesMax = stalledBytesMax;
    this.listener = listener;
    this.metaKey = RowKeys.metaKey(partition, META_APPLIED);
    byte[] stored = engine.get(metaKey);
    this.position = stored == null ? new Position(0, 0, 0) : Position.decode(stored);
    this.received = position.index();
  }

  /** The replica that the entries are for. */
  interface Listener {
    /** The command of a committed entry. */
    LogCommand command(LogEntry entry);

    /** The entry's rows are in the engine. */
    void applied(LogEntry entry, LogCommand command);

    /** All that was committed is in the engine. */
    void drained();

    /** The engine refuses; called at the first refusal of a stall. */
    void stalled(EngineException cause);

    /** Is to call {@link #retry} after a while. */
    void retryLater();
  }

  /**
   * Where the partition stands in the engine.
   *
   * @param index the last log index whose rows are there
   * @param items how many items there are
   * @param bytes the sum of their sizes
   */
  record Position(long index, long items, long bytes) {
    static Position decode(byte[] stored) {
      ByteBuffer in = ByteBuffer.wrap(stored);
      return new Position(in.getLong(), in.getLong(), in.getLong());
    }

    byte[] encode() {
      return ByteBuffer.allocate(3 * Long.BYTES)
          .putLong(index)
          .putLong(items)
          .putLong(bytes)
          .array();
    }
  }

  /** Any thread. */
  Position position() {
    return position;
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
      commands.add(listener.command(entry));
    }
    Check.that(last <= through, "no entry lies behind the end of its batch");
    return new Work(entries, commands, bytes, through);
  }

  private void drain() {
    Work work;
    while ((work = waiting.peekFirst()) != null) {
      Position next;
      try {
        next = write(work);
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

  private Position write(Work work) {
    Batch batch = new Batch();
    long items = position.items();
    long bytes = position.bytes();
    for (int i = 0; i < work.commands().size(); i++) {
      LogCommand command = work.commands().get(i);
      items += command.itemsDelta();
      bytes += command.bytesDelta();
      for (LogCommand.Row row : command.rows()) {
        byte[] item = row.item();
        if (item == null) {
          batch.delete(row.key());
        } else {
          batch.put(
              row.key(),
              StoredRow.encode(work.entries().get(i).index(), command.timestampMs(), item));
        }
      }
    }
    Position next = new Position(work.through(), items, bytes);
    batch.put(metaKey, next.encode());
    engine.write(batch);
    return next;
  }
}
