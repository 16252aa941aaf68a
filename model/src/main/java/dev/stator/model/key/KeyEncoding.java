package dev.stator.model.key;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.ScalarType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Key values as bytes whose unsigned order is DynamoDB's order: S by its UTF-8 bytes, N by value, B
 * by unsigned bytes. See docs/formats/keys-1.md.
 */
public final class KeyEncoding {
  private static final int ESCAPE = 0x00;
  private static final int ESCAPED_ZERO = 0xFF;
  private static final int END = 0x01;

  private KeyEncoding() {}

  /** A value that tells its own end, so that more can follow it. */
  public static byte[] encodeDelimited(AttributeValue value) {
    KeyWriter out = new KeyWriter(40);
    writeDelimited(out, value);
    return out.toBytes();
  }

  /** A value that ends where the bytes end: as text, binary and number come. */
  public static byte[] encodeLast(AttributeValue value) {
    KeyWriter out = new KeyWriter(40);
    writeLast(out, value);
    return out.toBytes();
  }

  /** Reads what {@link #encodeDelimited} wrote, and nothing after it. */
  public static AttributeValue decodeDelimited(
      ScalarType type, byte[] bytes, int offset, int length) {
    if (type == ScalarType.N) {
      return NumberKeys.decode(bytes, offset, length);
    }
    byte[] raw = new byte[length];
    int count = 0;
    int end = offset + length - 2;
    for (int at = offset; at < end; at++) {
      raw[count++] = bytes[at];
      if (bytes[at] == ESCAPE) {
        at++;
      }
    }
    return ofRaw(type, Arrays.copyOf(raw, count));
  }

  /** Reads what {@link #encodeLast} wrote. */
  public static AttributeValue decodeLast(ScalarType type, byte[] bytes, int offset, int length) {
    if (type == ScalarType.N) {
      return NumberKeys.decode(bytes, offset, length);
    }
    return ofRaw(type, Arrays.copyOfRange(bytes, offset, offset + length));
  }

  static void writeDelimited(KeyWriter out, AttributeValue value) {
    if (value instanceof AttributeValue.N number) {
      NumberKeys.write(out, number.value());
    } else {
      writeEscaped(out, raw(value));
      out.writeByte(ESCAPE);
      out.writeByte(END);
    }
  }

  static void writeLast(KeyWriter out, AttributeValue value) {
    if (value instanceof AttributeValue.N number) {
      NumberKeys.write(out, number.value());
    } else {
      out.writeBytes(raw(value));
    }
  }

  /** What the delimited forms of all values that begin with {@code prefix}, S or B, begin with. */
  static void writePrefix(KeyWriter out, AttributeValue prefix) {
    writeEscaped(out, raw(prefix));
  }

  /** Where the delimited value that begins at {@code offset} ends. */
  static int endOfDelimited(ScalarType type, byte[] bytes, int offset) {
    if (type == ScalarType.N) {
      return NumberKeys.end(bytes, offset);
    }
    for (int at = offset; at + 1 < bytes.length; at++) {
      if (bytes[at] == ESCAPE) {
        int next = bytes[at + 1] & 0xFF;
        if (next == END) {
          return at + 2;
        }
        if (next != ESCAPED_ZERO) {
          throw new CorruptKeyException("byte " + next + " after an escape");
        }
        at++;
      }
    }
    throw new CorruptKeyException("a key without an end");
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes of text or binary as they are. */
  static byte[] raw(AttributeValue value) {
    return switch (value) {
      case AttributeValue.S s -> utf8(s.value());
      case AttributeValue.B b -> b.value().bytes();
      default -> throw new IllegalArgumentException("no bytes for a key of " + value.typeName());
    };
  }

  private static void writeEscaped(KeyWriter out, byte[] value) {
    int start = 0;
    for (int i = 0; i < value.length; i++) {
      if (value[i] == ESCAPE) {
        out.writeBytes(value, start, i + 1 - start);
        out.writeByte(ESCAPED_ZERO);
        start = i + 1;
      }
    }
    out.writeBytes(value, start, value.length - start);
  }

  private static AttributeValue ofRaw(ScalarType type, byte[] raw) {
    return type == ScalarType.S
        ? new AttributeValue.S(new String(raw, StandardCharsets.UTF_8))
        : new AttributeValue.B(new Binary(raw));
  }
}
