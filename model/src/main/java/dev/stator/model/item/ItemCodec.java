package dev.stator.model.item;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Items to bytes of format 1 and back. The same item always gives the same bytes. */
public final class ItemCodec {
  private ItemCodec() {}

  public static byte[] encode(Item item) {
    ItemWriter out = new ItemWriter();
    write(out, item);
    return out.toBytes();
  }

  /**
   * @throws CorruptItemException when the bytes are no item
   */
  public static Item decode(byte[] encoded) {
    return decode(encoded, 0, encoded.length);
  }

  /** As {@link #decode(byte[])}, from a part of an array. */
  public static Item decode(byte[] encoded, int offset, int length) {
    ItemReader in = new ItemReader(encoded, offset, length);
    in.checkVersion();
    Map<String, AttributeValue> attributes = entries(in, 0);
    in.checkEnd();
    return Item.owning(attributes);
  }

  /** One value, with the version before it. */
  public static byte[] encodeValue(AttributeValue value) {
    ItemWriter out = new ItemWriter();
    out.writeByte(ItemFormat.VERSION);
    out.writeValue(value, 0);
    return out.toBytes();
  }

  /**
   * @throws CorruptItemException when the bytes are no value
   */
  public static AttributeValue decodeValue(byte[] encoded) {
    ItemReader in = new ItemReader(encoded, 0, encoded.length);
    in.checkVersion();
    AttributeValue value = value(in, 0);
    in.checkEnd();
    return value;
  }

  static void write(ItemWriter out, Item item) {
    out.writeByte(ItemFormat.VERSION);
    out.writeEntries(item.attributes(), 0);
  }

  /** Reads a value from its head on. */
  static AttributeValue value(ItemReader in, int depth) {
    if (depth > ItemFormat.DEPTH_MAX) {
      throw new CorruptItemException("nested deeper than " + ItemFormat.DEPTH_MAX);
    }
    in.readHead();
    return switch (in.type()) {
      case ItemFormat.S -> new AttributeValue.S(in.readText(in.length()));
      case ItemFormat.INTEGER, ItemFormat.DECIMAL -> new AttributeValue.N(in.readNumber());
      case ItemFormat.B -> new AttributeValue.B(new Binary(in.readBytes(in.length())));
      case ItemFormat.FALSE -> new AttributeValue.Bool(empty(in, false));
      case ItemFormat.TRUE -> new AttributeValue.Bool(empty(in, true));
      case ItemFormat.NULL -> empty(in, AttributeValue.Null.NULL);
      default -> composite(in, depth);
    };
  }

  private static AttributeValue composite(ItemReader in, int depth) {
    int type = in.type();
    int outer = in.enter();
    AttributeValue value =
        switch (type) {
          case ItemFormat.M -> AttributeValue.M.owning(entries(in, depth + 1));
          case ItemFormat.L -> new AttributeValue.L(elements(in, depth + 1));
          case ItemFormat.SS -> AttributeValue.SS.owning(texts(in));
          case ItemFormat.NS -> AttributeValue.NS.owning(numbers(in));
          case ItemFormat.BS -> AttributeValue.BS.owning(binaries(in));
          default -> throw new CorruptItemException("no type: " + type);
        };
    in.leave(outer);
    return value;
  }

  private static <T> T empty(ItemReader in, T value) {
    if (in.length() != 0) {
      throw new CorruptItemException(in.length() + " bytes where none belong");
    }
    return value;
  }

  private static Map<String, AttributeValue> entries(ItemReader in, int depth) {
    int count = in.readCount(2);
    Map<String, AttributeValue> entries = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      String name = in.readText(in.readLength());
      if (entries.put(name, value(in, depth)) != null) {
        throw new CorruptItemException("an attribute twice");
      }
    }
    return entries;
  }

  private static List<AttributeValue> elements(ItemReader in, int depth) {
    int count = in.readCount(1);
    List<AttributeValue> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(value(in, depth));
    }
    return elements;
  }

  private static Set<String> texts(ItemReader in) {
    int count = in.readCount(1);
    Set<String> texts = LinkedHashSet.newLinkedHashSet(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.readText(in.readLength()));
    }
    return texts;
  }

  private static Set<DynamoNumber> numbers(ItemReader in) {
    int count = in.readCount(1);
    Set<DynamoNumber> numbers = LinkedHashSet.newLinkedHashSet(count);
    for (int i = 0; i < count; i++) {
      in.readHead();
      numbers.add(in.readNumber());
    }
    return numbers;
  }

  private static Set<Binary> binaries(ItemReader in) {
    int count = in.readCount(1);
    Set<Binary> binaries = LinkedHashSet.newLinkedHashSet(count);
    for (int i = 0; i < count; i++) {
      binaries.add(new Binary(in.readBytes(in.readLength())));
    }
    return binaries;
  }
}
