package dev.stator.node;

import dev.stator.cluster.directory.SystemChange;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.table.SystemTables;
import dev.stator.model.AttributeValue;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the system table's partition to this node's view of it: what the store holds when the
 * replica is opened, then everything that is applied, whoever leads.
 */
final class SystemTableFeed implements RowObserver {
  private final SystemView view;
  private final Runnable leading;

  /**
   * @param leading runs when the system table's replica leads
   */
  SystemTableFeed(SystemView view, Runnable leading) {
    this.view = view;
    this.leading = leading;
  }

  /**
   * Publishes what the store holds.
   *
   * @param applied the index that the store is at; nothing is applied meanwhile
   */
  void load(Engine engine, long applied) {
    List<SystemChange> all = new ArrayList<>();
    ByteRange rows = RowKeys.partition(SystemTables.PARTITION);
    try (Engine.Cursor cursor = engine.scan(rows.from(), rows.to(), false)) {
      while (cursor.next()) {
        StoredRow row = StoredRow.of(cursor.value());
        all.add(change(row.sequence(), cursor.key(), ItemCodec.encode(row.item())));
      }
    }
    view.replace(applied, all);
  }

  @Override
  public void applied(long index, LogCommand command) {
    List<SystemChange> changes = new ArrayList<>(command.rows().size());
    for (LogCommand.Row row : command.rows()) {
      switch (row) {
        case LogCommand.Row.Put put -> changes.add(change(index, put.key(), put.item()));
        case LogCommand.Row.Delete delete -> changes.add(change(index, delete.key(), null));
        case LogCommand.Row.Store _, LogCommand.Row.DeleteRange _ -> {
          // Beside the items.
        }
      }
    }
    view.apply(index, changes);
  }

  @Override
  public void leading() {
    leading.run();
  }

  @Override
  public void rebuilt(Engine engine, long applied) {
    load(engine, applied);
  }

  @Override
  public void retired() {
    // The system table is never deleted.
  }

  private static SystemChange change(long index, byte[] rowKey, byte @Nullable [] item) {
    PrimaryKey key = RowKeys.decode(SystemTables.KEY_SCHEMA, rowKey);
    if (key.partition() instanceof AttributeValue.S kind
        && key.sort() instanceof AttributeValue.S name) {
      return new SystemChange(index, kind.value(), name.value(), item);
    }
    throw new IllegalStateException("A row of the system table has no kind and name.");
  }
}
