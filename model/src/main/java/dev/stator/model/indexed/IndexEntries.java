package dev.stator.model.indexed;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Entries of items in indexes. */
public final class IndexEntries {
  private IndexEntries() {}

  /** Whether an item has all keys of an index, of the right types and lengths. */
  public static boolean holds(IndexKeys keys, ItemView item) {
    return values(keys.partition(), Keys.PARTITION_KEY_BYTES_MAX, item) != null
        && values(keys.sort(), Keys.SORT_KEY_BYTES_MAX, item) != null;
  }

  /**
   * Where an item stands in an index; null when it does not belong there.
   *
   * @param key the item's own
   */
  public static @Nullable IndexKey keyOf(IndexKeys keys, PrimaryKey key, ItemView item) {
    List<AttributeValue> partition = values(keys.partition(), Keys.PARTITION_KEY_BYTES_MAX, item);
    List<AttributeValue> sort = values(keys.sort(), Keys.SORT_KEY_BYTES_MAX, item);
    return partition == null || sort == null ? null : new IndexKey(partition, sort, key);
  }

  private static @Nullable List<AttributeValue> values(
      List<KeyAttribute> attributes, int bytesMax, ItemView item) {
    List<AttributeValue> values = new ArrayList<>(attributes.size());
    for (KeyAttribute attribute : attributes) {
      AttributeValue value = item.get(attribute.name());
      if (value == null || !Keys.fits(attribute, value, bytesMax)) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  /** What of an item an index holds, encoded. */
  public static byte[] project(KeySchema table, IndexDefinition index, ItemView item) {
    Projection projection = index.projection();
    if (projection.type() == Projection.Type.ALL) {
      return item.offset() == 0 && item.length() == item.bytes().length
          ? item.bytes()
          : Arrays.copyOfRange(item.bytes(), item.offset(), item.offset() + item.length());
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(table.partitionKey().name());
    KeyAttribute sortKey = table.sortKey();
    if (sortKey != null) {
      names.add(sortKey.name());
    }
    index.keys().all().forEach(key -> names.add(key.name()));
    names.addAll(projection.attributes());
    Item projected = item.project(names);
    return ItemCodec.encode(projected);
  }
}
