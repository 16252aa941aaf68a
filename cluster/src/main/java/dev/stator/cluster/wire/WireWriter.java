package dev.stator.cluster.wire;

import dev.stator.base.Bytes;
import dev.stator.base.Check;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes a message, growing as it must. Numbers are big-endian. */
public final class WireWriter {
  /** The longest text, in bytes of UTF-8. */
  public static final int TEXT_BYTES_MAX = 0xFFFF;

  private byte[] bytes;
  private int length;

  public WireWriter() {
    this(64);
  }

  /**
   * @param capacity a guess of how many bytes there will be
   */
  public WireWriter(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  public WireWriter u8(int value) {
    Check.that(value >= 0 && value <= 0xFF, "not a byte: %d", value);
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  public WireWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  public WireWriter i32(int value) {
    room(Integer.BYTES);
    Bytes.putInt(bytes, length, value);
    length += Integer.BYTES;
    return this;
  }

  public WireWriter i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  /** Two bytes of length, then UTF-8. */
  public WireWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    Check.that(utf8.length <= TEXT_BYTES_MAX, "a text of %d bytes", utf8.length);
    return u8(utf8.length >>> 8).u8(utf8.length & 0xFF).raw(utf8);
  }

  /** Four bytes of length, then the bytes; length -1 for null. */
  public WireWriter bytes(byte @Nullable [] value) {
    return value == null ? i32(-1) : i32(value.length).raw(value);
  }

  /** A text of any length, or null: its UTF-8 as {@link #bytes}. */
  public WireWriter longText(@Nullable String value) {
    return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  public WireWriter raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  public int length() {
    return length;
  }

  /** The message; nothing may be written afterwards. */
  public byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
