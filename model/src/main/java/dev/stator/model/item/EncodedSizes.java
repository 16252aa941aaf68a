package dev.stator.model.item;

import dev.stator.model.capacity.ItemSizes;

/** The size of an encoded item as {@link ItemSizes} counts it, without making objects. */
final class EncodedSizes {
  private static final int CONTAINER = 3;
  private static final int ELEMENT = 1;

  private EncodedSizes() {}

  static int of(byte[] encoded, int offset, int length) {
    ItemReader in = new ItemReader(encoded, offset, length);
    in.checkVersion();
    int size = entries(in, 0, 0);
    in.checkEnd();
    return size;
  }

  private static int entries(ItemReader in, int extra, int depth) {
    int count = in.readCount(2);
    int size = extra * count;
    for (int i = 0; i < count; i++) {
      int name = in.readLength();
      in.skip(name);
      size += name + value(in, depth);
    }
    return size;
  }

  private static int value(ItemReader in, int depth) {
    if (depth > ItemFormat.DEPTH_MAX) {
      throw new CorruptItemException("nested deeper than " + ItemFormat.DEPTH_MAX);
    }
    in.readHead();
    int type = in.type();
    return switch (type) {
      case ItemFormat.S, ItemFormat.B -> {
        in.skip(in.length());
        yield in.length();
      }
      case ItemFormat.INTEGER, ItemFormat.DECIMAL -> ItemSizes.of(in.readNumber());
      case ItemFormat.FALSE, ItemFormat.TRUE, ItemFormat.NULL -> {
        in.skip(in.length());
        yield 1;
      }
      default -> {
        int outer = in.enter();
        int size = composite(in, type, depth + 1);
        in.leave(outer);
        yield size;
      }
    };
  }

  private static int composite(ItemReader in, int type, int depth) {
    if (type == ItemFormat.M) {
      return CONTAINER + entries(in, ELEMENT, depth);
    }
    int count = in.readCount(1);
    int size = type == ItemFormat.L ? CONTAINER + ELEMENT * count : 0;
    for (int i = 0; i < count; i++) {
      size +=
          switch (type) {
            case ItemFormat.L -> value(in, depth);
            case ItemFormat.NS -> number(in);
            case ItemFormat.SS, ItemFormat.BS -> text(in);
            default -> throw new CorruptItemException("no type: " + type);
          };
    }
    return size;
  }

  private static int number(ItemReader in) {
    in.readHead();
    return ItemSizes.of(in.readNumber());
  }

  private static int text(ItemReader in) {
    int length = in.readLength();
    in.skip(length);
    return length;
  }
}
