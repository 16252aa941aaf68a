package dev.stator.lab.sim;

import dev.stator.base.Bytes;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.cluster.wire.ChangeCodec1;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeySchema;
import dev.stator.model.capacity.ItemSizes;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.Projection;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a table with indexes and a stream must be when all is quiet: each index is what its items
 * say, and the change records of each item are its history, whole and in order. It reads the stores
 * themselves, and works indexes out in the plainest way.
 */
final class IndexOracle {
  private static final int CHANGE = 2;
  private static final int LOCAL_COUNTS = 9;

  private final ClusterWorld world;
  private final TableDescriptor table;

  private IndexOracle(ClusterWorld world, TableDescriptor table) {
    this.world = world;
    this.table = table;
  }

  /**
   * Waits until indexes are right, and then checks all changes.
   *
   * @param written labels of writes that were acknowledged
   */
  static void check(ClusterWorld world, IndexedTable indexed, SortedSet<String> written) {
    if (indexed.newest() == null) {
      Violation.unless(written.isEmpty(), "the table with indexes is gone");
      return;
    }
    world.demandNothing(120, () -> unfinished(indexed.newest()));
    world.demandNothing(60, () -> wrong(world, indexed.newest()));
    new IndexOracle(world, Objects.requireNonNull(indexed.newest())).checkHistory(written);
  }

  /** A change of the table that was asked for long ago may begin at any moment. */
  private static @Nullable String wrong(ClusterWorld world, @Nullable TableDescriptor table) {
    String unfinished = unfinished(table);
    return unfinished == null && table != null ? new IndexOracle(world, table).wrong() : unfinished;
  }

  private static @Nullable String unfinished(@Nullable TableDescriptor table) {
    if (table == null) {
      return "the table with indexes is gone";
    }
    for (GlobalIndex index : table.indexes().global()) {
      if (index.status() != IndexStatus.ACTIVE) {
        return "index " + index.name() + " is " + index.status();
      }
    }
    return null;
  }

  /** The name of a write: of which item it made which version. */
  static String label(String partitionKey, long version) {
    return partitionKey + "/" + version;
  }

  /**
   * What an index lacks or has too much, or which item should have gone; null when all is as it
   * must be.
   */
  private @Nullable String wrong() {
    for (PartitionRange range : table.allPartitions()) {
      if (world.leader(range.id()) == null) {
        return "nobody leads partition " + range.id();
      }
    }
    List<Item> items = new ArrayList<>();
    List<Item> local = new ArrayList<>();
    for (PartitionRange range : table.partitions()) {
      rows(range.id(), 0, items);
      rows(range.id(), 1, local);
    }
    String wrong = expired(items);
    if (wrong == null) {
      wrong = differ(IndexedTable.LOCAL, items, local);
    }
    wrong = wrong == null ? miscounted(local) : wrong;
    for (GlobalIndex index : table.indexes().global()) {
      List<Item> found = new ArrayList<>();
      index.partitions().forEach(range -> rows(range.id(), -1, found));
      String other = differ(index.definition(), items, found);
      wrong = wrong == null ? other : wrong;
    }
    return wrong;
  }

  /** What the partitions say of how many rows the local index has; null when it is so. */
  private @Nullable String miscounted(List<Item> rows) {
    long items = 0;
    long bytes = 0;
    for (PartitionRange range : table.partitions()) {
      ByteRange row = RowKeys.side(range.id(), LOCAL_COUNTS);
      try (Engine.Cursor cursor =
          world.holder(range.id()).engine.scan(row.from(), row.to(), false)) {
        if (cursor.next()) {
          // A version, the number of indexes, and of each its rows and bytes.
          int first = 1 + Integer.BYTES;
          items += Bytes.getLong(cursor.value(), first);
          bytes += Bytes.getLong(cursor.value(), first + Long.BYTES);
        }
      }
    }
    long size = rows.stream().mapToLong(ItemSizes::of).sum();
    return items == rows.size() && bytes == size
        ? null
        : "the local index counts %d rows of %d bytes, and has %d of %d"
            .formatted(items, bytes, rows.size(), size);
  }

  private @Nullable String expired(List<Item> items) {
    if (TableTimeToLive.attribute(table.settings()) == null) {
      return null;
    }
    for (Item item : items) {
      if (item.get(IndexedTable.EXPIRES) instanceof AttributeValue.N expires
          && expires.value().longValue() < world.wallSeconds()) {
        return item + " has expired";
      }
    }
    return null;
  }

  private static @Nullable String differ(
      IndexDefinition index, List<Item> items, List<Item> found) {
    List<String> expected =
        items.stream()
            .filter(item -> index.keys().all().allMatch(key -> item.get(key.name()) != null))
            .map(item -> text(projected(index, item)))
            .sorted()
            .toList();
    List<String> there = found.stream().map(IndexOracle::text).sorted().toList();
    return expected.equals(there)
        ? null
        : "index " + index.name() + " holds " + there + " where its table says " + expected;
  }

  private static Item projected(IndexDefinition index, Item item) {
    if (index.projection().type() == Projection.Type.ALL) {
      return item;
    }
    TreeSet<String> names = new TreeSet<>(index.projection().attributes());
    KeySchema key = IndexedTable.KEY;
    Stream.of("pk", "sk").forEach(names::add);
    index.keys().all().forEach(attribute -> names.add(attribute.name()));
    Violation.unless(key.size() == 2, "the table has a sort key");
    return item.project(names);
  }

  private static String text(Item item) {
    return new TreeMap<>(item.attributes()).toString();
  }

  /**
   * Checks the records of all changes.
   *
   * @param written labels of writes that were acknowledged
   */
  private void checkHistory(SortedSet<String> written) {
    TreeSet<String> seen = new TreeSet<>();
    for (PartitionRange range : table.partitions()) {
      Map<String, Item> now = new TreeMap<>();
      Engine engine = world.holder(range.id()).engine;
      ByteRange changes = RowKeys.side(range.id(), CHANGE);
      try (Engine.Cursor cursor = engine.scan(changes.from(), changes.to(), false)) {
        while (cursor.next()) {
          ChangeRecord change = ChangeCodec1.decode(place(cursor.key()), cursor.value());
          if (change.kind() != ChangeRecord.Kind.TOUCH) {
            follow(now, change, seen);
          }
        }
      }
      Map<String, Item> stored = new TreeMap<>();
      ByteRange rows = RowKeys.partition(range.id());
      try (Engine.Cursor cursor = engine.scan(rows.from(), rows.to(), false)) {
        while (cursor.next()) {
          if (kind(cursor.key()) == 0) {
            stored.put(hex(cursor.key()), StoredRow.of(cursor.value()).item());
          }
        }
      }
      if (!now.equals(stored)) {
        throw new Violation("changes end with " + now + ", items are " + stored);
      }
    }
    TreeSet<String> missing = new TreeSet<>(written);
    missing.removeAll(seen);
    Violation.unless(missing.isEmpty(), "acknowledged writes left no change: " + missing);
  }

  private static void follow(Map<String, Item> now, ChangeRecord change, Set<String> seen) {
    String key = hex(change.rowKey());
    Item before = now.get(key);
    Item old = image(change.oldImage());
    Item after = image(change.newImage());
    if (!Objects.equals(before, old)) {
      throw new Violation("a change of " + old + " follows one to " + before);
    }
    ChangeRecord.Kind kind =
        before == null
            ? ChangeRecord.Kind.INSERT
            : after == null ? ChangeRecord.Kind.REMOVE : ChangeRecord.Kind.MODIFY;
    if (change.kind() != kind) {
      throw new Violation(change.kind() + " from " + before + " to " + after);
    }
    if (after == null) {
      now.remove(key);
      return;
    }
    now.put(key, after);
    if (after.get(IndexedTable.VERSION) instanceof AttributeValue.N version
        && after.get("pk") instanceof AttributeValue.S name) {
      if (!seen.add(label(name.value(), version.value().longValue()))) {
        throw new Violation("a write has two changes: " + after);
      }
    }
  }

  private static @Nullable Item image(byte @Nullable [] image) {
    return image == null ? null : ItemCodec.decode(image);
  }

  private static ChangePlace place(byte[] key) {
    int at = key.length - Short.BYTES;
    return new ChangePlace(
        Bytes.getLong(key, at - Long.BYTES), ((key[at] & 0xFF) << 8) | (key[at + 1] & 0xFF));
  }

  private static int kind(byte[] rowKey) {
    return RowKeys.kind(IndexedTable.KEY.partitionKey().type(), rowKey);
  }

  /** The items of all rows of a kind, or of all rows. */
  private void rows(long partition, int kind, List<Item> into) {
    Engine engine = world.holder(partition).engine;
    ByteRange rows = RowKeys.partition(partition);
    try (Engine.Cursor cursor = engine.scan(rows.from(), rows.to(), false)) {
      while (cursor.next()) {
        if (kind < 0 || kind(cursor.key()) == kind) {
          into.add(StoredRow.of(cursor.value()).item());
        }
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
