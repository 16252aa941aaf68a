package dev.stator.cluster.wire;

import dev.stator.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message that came from another node; every read may throw {@link
 * MalformedMessageException}.
 */
public final class WireReader {
  private final byte[] bytes;
  private int at;

  public WireReader(byte[] bytes) {
    this.bytes = bytes;
  }

  public int u8() {
    need(1);
    return bytes[at++] & 0xFF;
  }

  public boolean bool() {
    int value = u8();
    if (value > 1) {
      throw new MalformedMessageException("neither true nor false: " + value);
    }
    return value == 1;
  }

  public int i32() {
    need(Integer.BYTES);
    int value = Bytes.getInt(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  public long i64() {
    long high = i32();
    return (high << 32) | (i32() & 0xFFFF_FFFFL);
  }

  public String text() {
    int length = (u8() << 8) | u8();
    need(length);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** A number that is not negative. */
  public int size() {
    int value = i32();
    if (value < 0) {
      throw new MalformedMessageException("a size of " + value);
    }
    return value;
  }

  /** As {@link #size}, of eight bytes. */
  public long longSize() {
    long value = i64();
    if (value < 0) {
      throw new MalformedMessageException("a size of " + value);
    }
    return value;
  }

  /** A text of any length. */
  public String longText() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public @Nullable String longTextOrNull() {
    byte[] text = bytesOrNull();
    return text == null ? null : new String(text, StandardCharsets.UTF_8);
  }

  /** A number of parts, and then the parts, none of which takes less than a byte. */
  public <T> List<T> list(Supplier<T> part) {
    int count = count(1);
    List<T> parts = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      parts.add(part.get());
    }
    return parts;
  }

  public byte @Nullable [] bytesOrNull() {
    int length = i32();
    if (length == -1) {
      return null;
    }
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  public byte[] bytes() {
    byte[] value = bytesOrNull();
    if (value == null) {
      throw new MalformedMessageException("nothing where bytes belong");
    }
    return value;
  }

  /**
   * How many parts follow.
   *
   * @param bytesMinEach what each part takes at least, so that no number can ask for more room than
   *     the message has
   */
  public int count(int bytesMinEach) {
    int count = i32();
    if (count < 0 || (long) count * bytesMinEach > bytes.length - at) {
      throw new MalformedMessageException(count + " parts in " + (bytes.length - at) + " bytes");
    }
    return count;
  }

  /** The version byte at the beginning. */
  public void version(String what, int readable) {
    int version = u8();
    if (version != readable) {
      throw new MalformedMessageException("a " + what + " of version " + version);
    }
  }

  public void end() {
    if (at != bytes.length) {
      throw new MalformedMessageException((bytes.length - at) + " bytes after the end");
    }
  }

  private void need(int count) {
    if (count < 0 || count > bytes.length - at) {
      throw new MalformedMessageException("cut off: " + count + " bytes wanted");
    }
  }
}
