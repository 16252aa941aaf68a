package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A whole request built once; only keys of items are patched in before it is sent. */
final class RequestTemplate {
  private static final int KEY_DIGITS = 10;

  private final byte[] bytes;
  private final int[] digitsAt;

  private RequestTemplate(byte[] bytes, int[] digitsAt) {
    this.bytes = bytes;
    this.digitsAt = digitsAt;
  }

  /** A request whose body holds {@link BenchItem#KEY_MARK} exactly once. */
  static RequestTemplate of(Endpoint endpoint, String operation, String bodyWithMark) {
    return of(endpoint, operation, bodyWithMark, 1);
  }

  /** A request whose body holds {@link BenchItem#KEY_MARK} so many times. */
  static RequestTemplate of(Endpoint endpoint, String operation, String bodyWithMarks, int marks) {
    byte[] bytes = endpoint.request(operation, bodyWithMarks);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int[] digitsAt = new int[marks];
    int from = 0;
    for (int i = 0; i < marks; i++) {
      int mark = text.indexOf(BenchItem.KEY_MARK, from);
      if (mark < 0) {
        throw new IllegalArgumentException("The body must hold the key's mark " + marks + " times");
      }
      from = mark + BenchItem.KEY_MARK.length();
      digitsAt[i] = from - KEY_DIGITS;
    }
    if (text.indexOf(BenchItem.KEY_MARK, from) >= 0) {
      throw new IllegalArgumentException("The body must hold the key's mark " + marks + " times");
    }
    return new RequestTemplate(bytes, digitsAt);
  }

  int length() {
    return bytes.length;
  }

  /** Appends the request with these numbers in the places of the marks. */
  void writeTo(ByteBuf out, int... numbers) {
    int start = out.writerIndex();
    out.writeBytes(bytes);
    for (int i = 0; i < digitsAt.length; i++) {
      int left = numbers[i];
      for (int at = start + digitsAt[i] + KEY_DIGITS - 1; at >= start + digitsAt[i]; at--) {
        out.setByte(at, '0' + left % 10);
        left /= 10;
      }
    }
  }
}
