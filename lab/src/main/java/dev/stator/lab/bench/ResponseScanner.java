package dev.stator.lab.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds where one HTTP/1.1 answer with a Content-Length ends, and little else. */
final class ResponseScanner {
  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES_MAX = 16 << 20;

  private byte[] bytes = new byte[4096];
  private int length;
  private int bodyAt = -1;
  private int end = -1;

  /** Takes what was read; true when the answer is complete. */
  boolean feed(ByteBuf in) {
    int more = in.readableBytes();
    if (length + more > bytes.length) {
      grow(length + more);
    }
    in.readBytes(bytes, length, more);
    int searchFrom = Math.max(0, length - 3);
    length += more;
    if (bodyAt < 0) {
      findBody(searchFrom);
    }
    if (end >= 0 && length > end) {
      throw new IllegalStateException("More bytes than one answer has");
    }
    return end >= 0 && length == end;
  }

  private void grow(int needed) {
    if (needed > BYTES_MAX) {
      throw new IllegalStateException("An answer is longer than " + BYTES_MAX + " B");
    }
    bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
  }

  private void findBody(int from) {
    for (int at = from; at + 3 < length; at++) {
      if (bytes[at] == '\r'
          && bytes[at + 1] == '\n'
          && bytes[at + 2] == '\r'
          && bytes[at + 3] == '\n') {
        bodyAt = at + 4;
        end = bodyAt + contentLength(at);
        return;
      }
    }
  }

  private int contentLength(int headEnd) {
    for (int at = 0; at < headEnd; at++) {
      if (bytes[at] == '\n' && matches(at + 1)) {
        return number(at + 1 + CONTENT_LENGTH.length, headEnd);
      }
    }
    throw new IllegalStateException("An answer without Content-Length");
  }

  private boolean matches(int at) {
    for (int i = 0; i < CONTENT_LENGTH.length; i++) {
      int lower = i == 7 ? bytes[at + i] : bytes[at + i] | 0x20;
      if (lower != CONTENT_LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int from, int to) {
    int value = 0;
    for (int at = from; at < to && bytes[at] != '\r'; at++) {
      if (bytes[at] != ' ') {
        value = value * 10 + (bytes[at] - '0');
      }
    }
    return value;
  }

  int status() {
    return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
  }

  String body() {
    return new String(bytes, bodyAt, end - bodyAt, StandardCharsets.UTF_8);
  }

  /** Makes ready for the next answer. */
  void reset() {
    length = 0;
    bodyAt = -1;
    end = -1;
  }
}
