package dev.stator.node;

import dev.stator.model.Binary;
import dev.stator.model.item.ItemView;
import dev.stator.model.item.StoredRow;
import dev.stator.storage.engine.Engine;
import org.jspecify.annotations.Nullable;

/** A partition's rows as the next write comes upon them: as proposed, else as stored. */
final class LeaderRows {
  private final Engine engine;
  private final Overlay overlay;

  LeaderRows(Engine engine, Overlay overlay) {
    this.engine = engine;
    this.overlay = overlay;
  }

  /**
   * An item's row.
   *
   * @param index of the unapplied entry that made it so; 0 when it is in the store
   * @param view null when there is none
   * @param timestampMs of its last write; 0 when it is not in the store
   */
  record ItemRow(long index, @Nullable ItemView view, long timestampMs) {
    int bytes() {
      return view == null ? 0 : view.sizeBytes();
    }
  }

  /**
   * A row that is no item.
   *
   * @param index of the unapplied entry that made it so; 0 when it is in the store
   * @param value null when there is none
   */
  record OtherRow(long index, byte @Nullable [] value) {}

  /**
   * Whether the store has room for more items of users. Without it nothing is proposed that puts
   * one: it would be committed all the same, and keep the deletions behind it from being applied.
   */
  boolean haveRoom() {
    return engine.hasRoom();
  }

  ItemRow item(Binary rowKey) {
    Overlay.Pending pending = overlay.find(rowKey);
    if (pending != null) {
      return new ItemRow(pending.index(), pending.view(), 0);
    }
    byte[] row = engine.get(rowKey.bytes());
    if (row == null) {
      return new ItemRow(0, null, 0);
    }
    StoredRow stored = StoredRow.of(row);
    return new ItemRow(0, stored.view(), stored.timestampMs());
  }

  OtherRow other(byte[] rowKey) {
    Overlay.Pending pending = overlay.find(new Binary(rowKey));
    return pending != null
        ? new OtherRow(pending.index(), pending.item())
        : new OtherRow(0, engine.get(rowKey));
  }

  /** What a command that is proposed makes of its rows. */
  void proposed(long index, LogCommand command) {
    for (LogCommand.Row row : command.rows()) {
      switch (row) {
        case LogCommand.Row.Put put -> overlay.put(new Binary(put.key()), index, put.item());
        case LogCommand.Row.Store store ->
            overlay.put(new Binary(store.key()), index, store.value());
        case LogCommand.Row.Delete delete -> overlay.put(new Binary(delete.key()), index, null);
        case LogCommand.Row.DeleteRange range -> {
          // Only what is applied already is deleted so.
        }
      }
    }
  }
}
