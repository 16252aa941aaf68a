package dev.stator.node;

import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.Binary;
import dev.stator.model.ScalarType;
import dev.stator.model.indexed.IndexEntries;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.side.FeedRow;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the items that a partition had when a global index came, and touches those that belong
 * in it, a few at a time. An item that came later needs no touch, since its write is a change; nor
 * does one whose attributes do not fit the index's keys.
 */
final class FeedWalk {
  private static final int BYTES_MAX = 256 << 10;

  private final long partition;
  private final Engine engine;
  private final LeaderRows rows;

  FeedWalk(long partition, Engine engine, LeaderRows rows) {
    this.partition = partition;
    this.engine = engine;
    this.rows = rows;
  }

  /**
   * Some items.
   *
   * @param feed as it is when they are touched
   */
  record Step(FeedRow feed, List<LogCommand.Change> touches) {}

  Step step(PartitionTraits traits, PartitionTraits.Global index, FeedRow feed, int rowsMax) {
    ScalarType keyType = traits.keySchema().partitionKey().type();
    ByteRange rest = RowKeys.partition(partition).after(feed.reached());
    List<LogCommand.Change> touches = new ArrayList<>();
    int bytes = 0;
    int seen = 0;
    try (Engine.Cursor cursor = engine.scan(rest.from(), rest.to(), false)) {
      while (cursor.next()) {
        byte[] rowKey = cursor.key();
        seen++;
        if (RowKeys.kind(keyType, rowKey) == RowKeys.ITEM) {
          // It may be on its way to something else, which must not be undone by the touch.
          ItemView item = rows.item(new Binary(rowKey)).view();
          if (item != null && IndexEntries.holds(index.definition().keys(), item)) {
            byte[] encoded = ItemCommands.bytes(item);
            touches.add(new LogCommand.Change.Touch(index.id(), rowKey, encoded));
            bytes += encoded.length;
          }
        }
        if (seen >= rowsMax || bytes >= BYTES_MAX) {
          return new Step(feed.reached(rowKey), touches);
        }
      }
    }
    return new Step(feed.walked(), touches);
  }
}
