package dev.stator.model.wire;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * Attributes in their encoded form, decoded anew for whoever looks at them: small values take many
 * times their bytes as objects, and a large request may have some twenty items of such.
 */
final class PackedAttributes extends AbstractMap<String, AttributeValue> {
  private final byte[] encoded;
  private final int size;

  private PackedAttributes(byte[] encoded, int size) {
    this.encoded = encoded;
    this.size = size;
  }

  static PackedAttributes of(Map<String, AttributeValue> attributes) {
    return new PackedAttributes(ItemCodec.encode(Item.owning(attributes)), attributes.size());
  }

  /** The same as objects, to be looked at more than once. */
  Map<String, AttributeValue> unpacked() {
    return ItemCodec.decode(encoded).attributes();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Set<Entry<String, AttributeValue>> entrySet() {
    return unpacked().entrySet();
  }
}
