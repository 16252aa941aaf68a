package dev.stator.node;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.model.Binary;
import dev.stator.model.capacity.TransactionLimits;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What read transactions see of a partition: some rows, with their versions and with whether a
 * transaction is prepared on them, all as of one moment.
 *
 * <p>Rows change in steps, one for each batch that the applier writes, on the replica's executor.
 * Whoever reads there reads between two of them. Others read and look afterwards whether a step
 * came in between, as for an optimistic lock; nobody waits for anybody.
 */
final class TransactionReads implements Applier.Steps {
  private static final int TRIES = 2;

  private final long partition;
  private final Engine engine;
  private final StampedLock steps = new StampedLock();

  /**
   * The items that have a pending row in the engine, while the replica leads. Those of {@link
   * dev.stator.node.transaction.PendingItems} are of other moments: proposed, and not applied yet.
   * It lets no more come than it has room for.
   */
  private final Set<Binary> prepared = ConcurrentHashMap.newKeySet();

  private boolean leads;

  /** The index of the last deletion that is applied, or one after it. */
  private volatile long lastDeletion;

  /** The executor's step that is under way. */
  private long step;

  TransactionReads(long partition, Engine engine) {
    this.partition = partition;
    this.engine = engine;
  }

  /** The replica begins to lead: what is prepared is in the engine. On the executor. */
  void lead() {
    begin();
    try {
      leads = true;
      prepared.clear();
      ByteRange range = SideRows.pending(partition);
      try (Engine.Cursor found = engine.scan(range.from(), range.to(), false)) {
        while (found.next()) {
          prepared.add(new Binary(SideRows.itemOfPending(found.key())));
        }
      }
    } finally {
      end(List.of(), List.of());
    }
  }

  /** The replica leads no more. On the executor. */
  void forget() {
    begin();
    leads = false;
    prepared.clear();
    end(List.of(), List.of());
  }

  /** From now on rows are as of this index, whatever they were. On the executor. */
  void rowsAsOf(long index) {
    begin();
    lastDeletion = Math.max(lastDeletion, index);
    end(List.of(), List.of());
  }

  @Override
  public void begin() {
    step = steps.writeLock();
  }

  @Override
  public void end(List<LogEntry> entries, List<LogCommand> commands) {
    for (int i = 0; i < commands.size(); i++) {
      for (LogCommand.Row row : commands.get(i).rows()) {
        note(entries.get(i).index(), row);
      }
    }
    steps.unlockWrite(step);
  }

  private void note(long index, LogCommand.Row row) {
    switch (row) {
      case LogCommand.Row.Put put -> {}
      case LogCommand.Row.Store store -> {
        if (leads && SideRows.isPending(store.key())) {
          prepared.add(new Binary(SideRows.itemOfPending(store.key())));
        }
      }
      case LogCommand.Row.Delete delete -> {
        if (!RowKeys.isSide(delete.key())) {
          lastDeletion = index;
        } else if (leads && SideRows.isPending(delete.key())) {
          prepared.remove(new Binary(SideRows.itemOfPending(delete.key())));
        }
      }
      case LogCommand.Row.DeleteRange range -> {}
    }
  }

  /**
   * Reads on any thread.
   *
   * @param serves whether the replica serves strong reads
   * @return null when the executor has to be asked: this replica does not serve, or rows change too
   *     often
   */
  @Nullable List<RowState> tryNow(List<byte[]> rowKeys, BooleanSupplier serves) {
    for (int i = 0; i < TRIES; i++) {
      long stamp = steps.tryOptimisticRead();
      // In this order: one that ceases to lead and leads again has taken a step.
      if (stamp == 0 || !serves.getAsBoolean()) {
        return null;
      }
      List<RowState> states = now(rowKeys);
      if (steps.validate(stamp)) {
        return states;
      }
    }
    return null;
  }

  /** The answer: what was read, unless it is more than a transaction may read anywhere. */
  static PartitionResponse response(List<RowState> states) {
    long bytes = 0;
    for (RowState state : states) {
      StoredRow row = state.row();
      bytes += row == null ? 0 : row.view().sizeBytes();
    }
    return bytes > TransactionLimits.BYTES_MAX
        ? new PartitionResponse.Refused(TransactionLimits.answer(bytes))
        : new PartitionResponse.Transacted(new TransactionResponse.Rows(states));
  }

  /** Reads on the executor of a replica that leads, where no step comes in between. */
  List<RowState> now(List<byte[]> rowKeys) {
    List<RowState> states = new ArrayList<>(rowKeys.size());
    boolean nothing = prepared.isEmpty();
    for (byte[] rowKey : rowKeys) {
      byte[] found = engine.get(rowKey);
      StoredRow row = found == null ? null : StoredRow.of(found);
      states.add(
          new RowState(
              row,
              row == null ? lastDeletion : row.sequence(),
              !nothing && prepared.contains(new Binary(rowKey))));
    }
    return states;
  }
}
