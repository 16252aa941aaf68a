package dev.stator.model.item;

import dev.stator.base.Check;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Writes values of format 1 into bytes that grow. */
final class ItemWriter {
  private static final int CAPACITY = 1024;

  private byte[] bytes = new byte[CAPACITY];
  private int length;

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  void writeByte(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void writeVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void writeBytes(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  void writeEntries(Map<String, AttributeValue> entries, int depth) {
    writeVarint(entries.size());
    for (Map.Entry<String, AttributeValue> entry : entries.entrySet()) {
      writeText(entry.getKey());
      writeValue(entry.getValue(), depth);
    }
  }

  void writeValue(AttributeValue value, int depth) {
    Check.that(depth <= ItemFormat.DEPTH_MAX, "the nesting of an item was checked before");
    switch (value) {
      case AttributeValue.S s -> {
        byte[] utf8 = s.value().getBytes(StandardCharsets.UTF_8);
        writeHead(ItemFormat.S, utf8.length);
        writeBytes(utf8);
      }
      case AttributeValue.N n -> writeNumber(n.value());
      case AttributeValue.B b -> {
        writeHead(ItemFormat.B, b.value().bytes().length);
        writeBytes(b.value().bytes());
      }
      case AttributeValue.Bool bool ->
          writeHead(bool.value() ? ItemFormat.TRUE : ItemFormat.FALSE, 0);
      case AttributeValue.Null _ -> writeHead(ItemFormat.NULL, 0);
      case AttributeValue.M m -> {
        int start = begin();
        writeEntries(m.value(), depth + 1);
        end(ItemFormat.M, start);
      }
      case AttributeValue.L l -> {
        int start = begin();
        writeVarint(l.value().size());
        for (AttributeValue element : l.value()) {
          writeValue(element, depth + 1);
        }
        end(ItemFormat.L, start);
      }
      case AttributeValue.SS set -> writeTexts(set);
      case AttributeValue.NS set -> writeNumbers(set);
      case AttributeValue.BS set -> writeBinaries(set);
    }
  }

  private void writeTexts(AttributeValue.SS set) {
    int start = begin();
    writeVarint(set.value().size());
    for (String text : set.value()) {
      writeText(text);
    }
    end(ItemFormat.SS, start);
  }

  private void writeNumbers(AttributeValue.NS set) {
    int start = begin();
    writeVarint(set.value().size());
    for (DynamoNumber number : set.value()) {
      writeNumber(number);
    }
    end(ItemFormat.NS, start);
  }

  private void writeBinaries(AttributeValue.BS set) {
    int start = begin();
    writeVarint(set.value().size());
    for (Binary binary : set.value()) {
      writeVarint(binary.bytes().length);
      writeBytes(binary.bytes());
    }
    end(ItemFormat.BS, start);
  }

  private void writeText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeVarint(utf8.length);
    writeBytes(utf8);
  }

  private void writeNumber(DynamoNumber number) {
    if (number.isLong()) {
      long value = number.longValue();
      writeHead(ItemFormat.INTEGER, integerBytes(value));
      writeInteger(value);
      return;
    }
    int exponent = zigzag(number.exponent());
    int exponentBytes = exponent < 0x80 ? 1 : 2;
    if (number.isSmall()) {
      long value = number.smallUnscaled();
      writeHead(ItemFormat.DECIMAL, exponentBytes + integerBytes(value));
      writeVarint(exponent);
      writeInteger(value);
    } else {
      BigInteger value = number.unscaled();
      byte[] unscaled = value.toByteArray();
      writeHead(ItemFormat.DECIMAL, exponentBytes + unscaled.length);
      writeVarint(exponent);
      writeBytes(unscaled);
    }
  }

  /** The fewest bytes of two's complement; none for zero. */
  private static int integerBytes(long value) {
    if (value == 0) {
      return 0;
    }
    int bits = Long.SIZE + 1 - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    return (bits + 7) / 8;
  }

  private void writeInteger(long value) {
    int count = integerBytes(value);
    reserve(count);
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >> shift);
    }
  }

  private static int zigzag(int value) {
    return (value << 1) ^ (value >> 31);
  }

  private void writeHead(int type, int valueLength) {
    if (valueLength < ItemFormat.LONG_LENGTH) {
      writeByte(type | (valueLength << ItemFormat.LENGTH_SHIFT));
    } else {
      writeByte(type | (ItemFormat.LONG_LENGTH << ItemFormat.LENGTH_SHIFT));
      writeVarint(valueLength);
    }
  }

  /** Leaves one byte for the head of a value whose length is not known yet. */
  private int begin() {
    writeByte(0);
    return length;
  }

  /** Writes the head in front of the value, moving the value when its length needs more room. */
  private void end(int type, int start) {
    int valueLength = length - start;
    if (valueLength >= ItemFormat.LONG_LENGTH) {
      int room = varintBytes(valueLength);
      reserve(room);
      System.arraycopy(bytes, start, bytes, start + room, valueLength);
    }
    length = start - 1;
    writeHead(type, valueLength);
    length += valueLength;
  }

  private static int varintBytes(int value) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
