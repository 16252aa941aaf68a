package dev.stator.model.item;

import dev.stator.model.Item;
import dev.stator.model.capacity.ItemSizes;

/**
 * An item in its binary form, with its size as the service counts it, so that neither is worked out
 * twice on the way to the log.
 *
 * @param bytes the encoded item, see {@link ItemCodec}; not changed by anyone
 * @param sizeBytes the item's size, see {@link ItemSizes}
 */
public record EncodedItem(byte[] bytes, int sizeBytes) {
  public static EncodedItem of(Item item) {
    return new EncodedItem(ItemCodec.encode(item), ItemSizes.of(item));
  }

  /** An item whose size is known already. */
  public static EncodedItem of(Item item, int sizeBytes) {
    return new EncodedItem(ItemCodec.encode(item), sizeBytes);
  }

  public ItemView view() {
    return new ItemView(bytes);
  }
}
