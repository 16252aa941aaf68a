package dev.stator.node;

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
import java.util.function.BiConsumer;

/**
 * Puts committed entries into the engine, in order, each batch together with the index it brings
 * the partition to.
 *
 * <p>An engine that refuses (a full disk, say) stalls the applier: entries wait here, no new write
 * is taken, and the batch is tried again until it goes through. Nothing is lost meanwhile: the
 * entries are in the log, and no answer goes out before they are applied. What waits is bounded by
 * the bytes that a group may have in flight.
 */
final class Applier {
  /** The kind of meta row that holds the applied index. */
  private static final int META_APPLIED = 1;

  private record Work(List<LogEntry> entries, long through) {}

  private final long partition;
  private final Engine engine;
  private final PartitionReplica.EngineFaults faults;
  private final BiConsumer<LogEntry, LogCommand> applied;
  private final Runnable drained;
  private final byte[] metaKey;
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private volatile Position position;
  private String stallReason = "";

  Applier(
      long partition,
      Engine engine,
      PartitionReplica.EngineFaults faults,
      BiConsumer<LogEntry, LogCommand> applied,
      Runnable drained) {
    this.partition = partition;
    this.engine = engine;
    this.faults = faults;
    this.applied = applied;
    this.drained = drained;
    this.metaKey = RowKeys.metaKey(partition, META_APPLIED);
    byte[] stored = engine.get(metaKey);
    this.position = stored == null ? new Position(0, 0, 0) : Position.decode(stored);
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
    if (through <= position.index() && waiting.isEmpty()) {
      return;
    }
    waiting.addLast(new Work(entries, through));
    if (waiting.size() == 1) {
      drain();
    }
  }

  private void drain() {
    Work work;
    while ((work = waiting.peekFirst()) != null) {
      List<LogCommand> commands = new ArrayList<>(work.entries().size());
      Position next;
      try {
        next = write(work, commands);
      } catch (EngineException refused) {
        if (stallReason.isEmpty()) {
          faults.stalled(partition, refused);
        }
        stallReason = "the store refuses writes: " + refused.getMessage();
        faults.retryLater(partition, this::drain);
        return;
      }
      stallReason = "";
      waiting.removeFirst();
      position = next;
      for (int i = 0; i < commands.size(); i++) {
        applied.accept(work.entries().get(i), commands.get(i));
      }
    }
    drained.run();
  }

  private Position write(Work work, List<LogCommand> commands) {
    Batch batch = new Batch();
    long items = position.items();
    long bytes = position.bytes();
    for (LogEntry entry : work.entries()) {
      LogCommand command = LogCommand.decode(entry.payload());
      commands.add(command);
      items += command.itemsDelta();
      bytes += command.bytesDelta();
      for (LogCommand.Row row : command.rows()) {
        byte[] item = row.item();
        if (item == null) {
          batch.delete(row.key());
        } else {
          batch.put(row.key(), StoredRow.encode(entry.index(), command.timestampMs(), item));
        }
      }
    }
    Position next = new Position(work.through(), items, bytes);
    batch.put(metaKey, next.encode());
    engine.write(batch);
    return next;
  }
}
