package dev.stator.model.item;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.capacity.ItemSizes;

/** The limits of one item, with the service's errors. */
public final class ItemLimits {
  public static final int ITEM_BYTES_MAX = 400 * 1024;

  /** An attribute is level 1, what it holds level 2, and so on. */
  public static final int LEVELS_MAX = 32;

  private static final String TOO_DEEP =
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
          + " beyond supported limit";

  private ItemLimits() {}

  /** Refuses an item to be put that is too large or too deep; returns its size in bytes. */
  public static int checkPut(Item item) {
    checkNesting(item);
    int size = ItemSizes.of(item);
    checkPut(size);
    return size;
  }

  /** Refuses the result of an update that is too large or too deep; returns its size in bytes. */
  public static int checkUpdate(Item item) {
    checkNesting(item);
    int size = ItemSizes.of(item);
    checkUpdate(size);
    return size;
  }

  /** Refuses an item to be put that has so many bytes, with all that counts. */
  public static void checkPut(long bytes) {
    if (bytes > ITEM_BYTES_MAX) {
      throw ApiException.validation("Item size has exceeded the maximum allowed size");
    }
  }

  /** Refuses the result of an update that has so many bytes, with all that counts. */
  public static void checkUpdate(long bytes) {
    if (bytes > ITEM_BYTES_MAX) {
      throw ApiException.validation("Item size to update has exceeded the maximum allowed size");
    }
  }

  public static void checkNesting(Item item) {
    for (AttributeValue value : item.attributes().values()) {
      checkNesting(value);
    }
  }

  /** Refuses a value that cannot be an attribute because it nests too deep. */
  public static void checkNesting(AttributeValue value) {
    check(value, 1);
  }

  private static void check(AttributeValue value, int level) {
    if (level > LEVELS_MAX) {
      throw ApiException.validation(TOO_DEEP);
    }
    switch (value) {
      case AttributeValue.M m -> {
        for (AttributeValue inner : m.value().values()) {
          check(inner, level + 1);
        }
      }
      case AttributeValue.L l -> {
        for (AttributeValue inner : l.value()) {
          check(inner, level + 1);
        }
      }
      default -> {}
    }
  }
}
