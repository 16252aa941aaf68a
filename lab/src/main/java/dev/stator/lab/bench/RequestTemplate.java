package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A whole request built once; only the item's key is patched in before it is sent. */
final class RequestTemplate {
  private static final int KEY_DIGITS = 10;

  private final byte[] bytes;
  private final int digitsAt;

  private RequestTemplate(byte[] bytes, int digitsAt) {
    this.bytes = bytes;
    this.digitsAt = digitsAt;
  }

  /** A request whose body holds {@link BenchItem#KEY_MARK} exactly once. */
  static RequestTemplate of(Endpoint endpoint, String operation, String bodyWithMark) {
    byte[] bytes = endpoint.request(operation, bodyWithMark);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int mark = text.indexOf(BenchItem.KEY_MARK);
    if (mark < 0 || mark != text.lastIndexOf(BenchItem.KEY_MARK)) {
      throw new IllegalArgumentException("The body must hold the key's mark once");
    }
    return new RequestTemplate(bytes, mark + BenchItem.KEY_MARK.length() - KEY_DIGITS);
  }

  int length() {
    return bytes.length;
  }

  /** Appends the request for the item of this number. */
  void writeTo(ByteBuf out, int item) {
    int start = out.writerIndex();
    out.writeBytes(bytes);
    int left = item;
    for (int at = start + digitsAt + KEY_DIGITS - 1; at >= start + digitsAt; at--) {
      out.setByte(at, '0' + left % 10);
      left /= 10;
    }
  }
}
