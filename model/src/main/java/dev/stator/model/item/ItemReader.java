package dev.stator.model.item;

import dev.stator.model.ApiException;
import dev.stator.model.DynamoNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks over bytes of format 1; every step checks that it stays inside of them. */
final class ItemReader {
  private final byte[] bytes;
  private int at;
  private int limit;

  /** The type and length of the value whose head was read last. */
  private int type;

  private int length;

  ItemReader(byte[] bytes, int offset, int length) {
    if (offset < 0 || length < 0 || offset > bytes.length - length) {
      throw new CorruptItemException("an item of " + length + " bytes outside of its row");
    }
    this.bytes = bytes;
    at = offset;
    limit = offset + length;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int type() {
    return type;
  }

  int length() {
    return length;
  }

  void checkVersion() {
    int version = readByte();
    if (version != ItemFormat.VERSION) {
      throw new CorruptItemException("an item of format " + version);
    }
  }

  /** Reads a count of things that take at least {@code bytesMin} bytes each. */
  int readCount(int bytesMin) {
    int count = readLength();
    if (count > (limit - at) / bytesMin) {
      throw new CorruptItemException(count + " elements in " + (limit - at) + " bytes");
    }
    return count;
  }

  /** Reads a length of what follows. */
  int readLength() {
    long value = readVarint();
    if (value < 0 || value > limit - at) {
      throw new CorruptItemException("length " + value + " where " + (limit - at) + " are left");
    }
    return (int) value;
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new CorruptItemException("a varint of more than ten bytes");
  }

  /** Reads the head of a value into {@link #type} and {@link #length}. */
  void readHead() {
    int head = readByte();
    type = head & ItemFormat.TYPE_MASK;
    length = head >> ItemFormat.LENGTH_SHIFT;
    if (length == ItemFormat.LONG_LENGTH) {
      length = readLength();
    } else if (length > limit - at) {
      throw new CorruptItemException("length " + length + " where " + (limit - at) + " are left");
    }
  }

  void skip(int count) {
    at += count;
  }

  void skipValue() {
    readHead();
    skip(length);
  }

  /** Whether the next bytes are exactly these; moves past {@code count} bytes either way. */
  boolean matches(byte[] expected, int count) {
    boolean same = Arrays.equals(bytes, at, at + count, expected, 0, expected.length);
    at += count;
    return same;
  }

  /** Narrows the reader to the value whose head was read, and returns the limit to restore. */
  int enter() {
    int outer = limit;
    limit = at + length;
    return outer;
  }

  /** Leaves a value, all of which must have been read. */
  void leave(int outer) {
    checkEnd();
    limit = outer;
  }

  void checkEnd() {
    if (at != limit) {
      throw new CorruptItemException((limit - at) + " bytes left over");
    }
  }

  String readText(int count) {
    String text = new String(bytes, at, count, StandardCharsets.UTF_8);
    // Broken UTF-8 reads as U+FFFD, which may also have been written.
    if (text.indexOf('\uFFFD') >= 0 && !isUtf8Of(text, count)) {
      throw new CorruptItemException("text that is no UTF-8");
    }
    at += count;
    return text;
  }

  byte[] readBytes(int count) {
    byte[] copy = Arrays.copyOfRange(bytes, at, at + count);
    at += count;
    return copy;
  }

  /** Reads the number whose head was read. */
  DynamoNumber readNumber() {
    int outer = enter();
    DynamoNumber number =
        switch (type) {
          case ItemFormat.INTEGER -> DynamoNumber.of(readInteger());
          case ItemFormat.DECIMAL -> readDecimal();
          default -> throw new CorruptItemException("no number: type " + type);
        };
    leave(outer);
    return number;
  }

  /** Reads what is left as two's complement of at most eight bytes. */
  long readInteger() {
    int count = limit - at;
    if (count > Long.BYTES) {
      throw new CorruptItemException("an integer of " + count + " bytes");
    }
    long value = count > 0 ? bytes[at++] : 0;
    while (at < limit) {
      value = (value << 8) | (bytes[at++] & 0xFF);
    }
    return value;
  }

  /** Reads the power of ten of a decimal number, after which two's complement is left. */
  int readExponent() {
    long zigzag = readVarint();
    long exponent = (zigzag >>> 1) ^ -(zigzag & 1);
    int count = limit - at;
    if (exponent < ItemFormat.EXPONENT_MIN || exponent > DynamoNumber.MAGNITUDE_MAX) {
      throw new CorruptItemException("a number of exponent " + exponent);
    }
    if (count < 1 || count > ItemFormat.UNSCALED_BYTES_MAX) {
      throw new CorruptItemException("a number of " + count + " bytes");
    }
    return (int) exponent;
  }

  /** How many bytes are left up to the limit. */
  int left() {
    return limit - at;
  }

  /** Reads what is left as two's complement of any number of digits. */
  DynamoNumber readBigDecimal(int exponent) {
    try {
      return DynamoNumber.of(new BigDecimal(new BigInteger(readBytes(left())), -exponent));
    } catch (ApiException e) {
      throw new CorruptItemException("no number: " + e.message());
    }
  }

  private DynamoNumber readDecimal() {
    int exponent = readExponent();
    if (left() > Long.BYTES) {
      return readBigDecimal(exponent);
    }
    try {
      return DynamoNumber.ofUnscaled(readInteger(), exponent);
    } catch (ApiException e) {
      throw new CorruptItemException("no number: " + e.message());
    }
  }

  private boolean isUtf8Of(String text, int count) {
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(bytes, at, at + count, again, 0, again.length);
  }

  private int readByte() {
    if (at >= limit) {
      throw new CorruptItemException("the bytes end too early");
    }
    return bytes[at++] & 0xFF;
  }
}
