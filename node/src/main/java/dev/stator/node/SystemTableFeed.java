package dev.stator.node;

import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableItems;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;

/** Publishes the system table's partition to the member's directory of tables. */
final class SystemTableFeed implements RowObserver {
  private final Engine engine;
  private final TableDirectory directory;
  private final Runnable leading;

  /**
   * @param leading runs when the system table's replica leads, after the directory is filled
   */
  SystemTableFeed(Engine engine, TableDirectory directory, Runnable leading) {
    this.engine = engine;
    this.directory = directory;
    this.leading = leading;
  }

  @Override
  public void applied(LogCommand command) {
    for (LogCommand.Row row : command.rows()) {
      byte[] item = row.item();
      if (item != null) {
        publish(ItemCodec.decode(item));
      } else {
        withdraw(RowKeys.decode(SystemTables.KEY_SCHEMA, row.key()));
      }
    }
  }

  @Override
  public void leading() {
    ByteRange all = RowKeys.partition(SystemTables.PARTITION);
    try (Engine.Cursor cursor = engine.scan(all.from(), all.to(), false)) {
      while (cursor.next()) {
        publish(StoredRow.of(cursor.value()).item());
      }
    }
    leading.run();
  }

  @Override
  public void retired() {
    // The system table is never deleted.
  }

  private void publish(Item item) {
    if (item.get(SystemTables.KIND) instanceof AttributeValue.S kind
        && kind.value().equals(SystemTables.KIND_TABLE)) {
      TableDescriptor table = TableItems.fromItem(item);
      directory.publish(table);
    }
  }

  private void withdraw(PrimaryKey key) {
    if (key.partition() instanceof AttributeValue.S kind
        && kind.value().equals(SystemTables.KIND_TABLE)
        && key.sort() instanceof AttributeValue.S name) {
      directory.withdraw(name.value());
    }
  }
}
