package dev.stator.model.item;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.capacity.ItemSizes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An encoded item in which attributes are found by name, skipping the values of all others. It
 * keeps the array; it costs nothing to make.
 *
 * <p>Methods throw {@link CorruptItemException} when they come upon bytes that are no item.
 */
public record ItemView(byte[] bytes, int offset, int length) {
  public ItemView(byte[] encoded) {
    this(encoded, 0, encoded.length);
  }

  public boolean contains(String name) {
    return find(name) != null;
  }

  /** One attribute, or null when the item has none of that name. */
  public @Nullable AttributeValue get(String name) {
    ItemReader at = find(name);
    return at == null ? null : ItemCodec.value(at, 0);
  }

  /** How many attributes there are. */
  public int size() {
    return start().readCount(2);
  }

  /** What the item weighs, as {@link ItemSizes} counts it; not the length of its bytes. */
  public int sizeBytes() {
    return EncodedSizes.of(bytes, offset, length);
  }

  public Item toItem() {
    return ItemCodec.decode(bytes, offset, length);
  }

  /** The attributes with the given names, in the order of the names; absent ones are left. */
  public Item project(Collection<String> names) {
    Map<String, AttributeValue> kept = new LinkedHashMap<>();
    for (String name : names) {
      AttributeValue value = get(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    return Item.owning(kept);
  }

  private ItemReader start() {
    ItemReader in = new ItemReader(bytes, offset, length);
    in.checkVersion();
    return in;
  }

  /** A reader in front of the value of the attribute. */
  private @Nullable ItemReader find(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    ItemReader in = start();
    int count = in.readCount(2);
    for (int i = 0; i < count; i++) {
      if (in.matches(wanted, in.readLength())) {
        return in;
      }
      in.skipValue();
    }
    return null;
  }
}
