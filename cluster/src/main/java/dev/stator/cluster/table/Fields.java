package dev.stator.cluster.table;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attributes of the system table's items: made, and read with a check. */
final class Fields {
  static final String VERSION = "v";

  private Fields() {}

  static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }

  static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  static AttributeValue bool(boolean value) {
    return new AttributeValue.Bool(value);
  }

  static AttributeValue list(AttributeValue... parts) {
    return new AttributeValue.L(List.of(parts));
  }

  /**
   * @throws IllegalStateException when a newer Stator wrote the item
   */
  static void checkVersion(String what, Item item, long readable) {
    long version = longOf(item.get(VERSION));
    if (version != readable) {
      throw new IllegalStateException(
          "The "
              + what
              + " has version "
              + version
              + ", but this Stator reads version "
              + readable
              + ": use the Stator version that wrote it, or a newer one.");
    }
  }

  static String textOf(@Nullable AttributeValue value) {
    if (value instanceof AttributeValue.S s) {
      return s.value();
    }
    throw malformed(value);
  }

  static long longOf(@Nullable AttributeValue value) {
    if (value instanceof AttributeValue.N n) {
      return n.value().longValue();
    }
    throw malformed(value);
  }

  static boolean boolOf(@Nullable AttributeValue value) {
    if (value instanceof AttributeValue.Bool b) {
      return b.value();
    }
    throw malformed(value);
  }

  static List<AttributeValue> listOf(@Nullable AttributeValue value) {
    if (value instanceof AttributeValue.L l) {
      return l.value();
    }
    throw malformed(value);
  }

  /** A list of exactly so many parts. */
  static List<AttributeValue> listOf(@Nullable AttributeValue value, int size) {
    List<AttributeValue> parts = listOf(value);
    if (parts.size() != size) {
      throw malformed(value);
    }
    return parts;
  }

  static IllegalStateException malformed(@Nullable Object value) {
    return new IllegalStateException("An item of the system table is malformed: " + value);
  }
}
