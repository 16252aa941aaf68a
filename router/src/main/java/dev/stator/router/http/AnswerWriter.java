package dev.stator.router.http;

import dev.stator.base.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.CRC32;

/**
 * Writes the heads of answers straight into a buffer: the headers are few and always the same, and
 * a map of them for each answer would be waste. Belongs to one event loop.
 */
final class AnswerWriter {
  private static final byte[] SERVER_AND_DATE = ascii("\r\nServer: Server\r\nDate: ");
  private static final byte[] CONTENT_TYPE = ascii("\r\nContent-Type: ");
  private static final byte[] CONTENT_LENGTH = ascii("\r\nContent-Length: ");
  private static final byte[] KEEP_ALIVE = ascii("\r\nConnection: keep-alive");
  private static final byte[] CLOSE = ascii("\r\nConnection: close");
  private static final byte[] REQUEST_ID = ascii("\r\nx-amzn-RequestId: ");
  private static final byte[] CRC = ascii("\r\nx-amz-crc32: ");
  private static final byte[] ANY_ORIGIN =
      ascii(
          "\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers:"
              + " x-amzn-RequestId, x-amz-crc32, Date");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] OK = ascii("HTTP/1.1 200 OK");
  private static final byte[] BAD_REQUEST = ascii("HTTP/1.1 400 Bad Request");
  private static final int HEAD_BYTES = 384;
  private static final int DECIMAL_DIGITS_MAX = 20;

  private final Clock clock;
  private final CRC32 crc = new CRC32();
  private final byte[] digits = new byte[DECIMAL_DIGITS_MAX];
  private long dateSecond = Long.MIN_VALUE;
  private byte[] date = new byte[0];

  AnswerWriter(Clock clock) {
    this.clock = clock;
  }

  /**
   * The head of {@code answer}, and its body too unless that is in a buffer of its own, which the
   * caller then sends next.
   */
  ByteBuf write(ByteBufAllocator allocator, HttpExchange exchange, Answer answer) {
    int inline = exchange.isHead() || answer.buffer() != null ? 0 : answer.length();
    ByteBuf out = allocator.directBuffer(HEAD_BYTES + answer.extraHeaders().length() + inline);
    writeStatus(out, answer.status());
    out.writeBytes(SERVER_AND_DATE).writeBytes(date());
    String contentType = answer.contentType();
    if (contentType != null) {
      out.writeBytes(CONTENT_TYPE);
      ByteBufUtil.writeAscii(out, contentType);
    }
    out.writeBytes(CONTENT_LENGTH);
    writeDecimal(out, answer.length());
    out.writeBytes(exchange.keepAlive() ? KEEP_ALIVE : CLOSE);
    if (exchange.fromBrowser()) {
      out.writeBytes(ANY_ORIGIN);
    }
    out.writeBytes(REQUEST_ID);
    ByteBufUtil.writeAscii(out, exchange.requestId());
    out.writeBytes(CRC);
    writeDecimal(out, crc(answer));
    out.writeBytes(LINE_END);
    ByteBufUtil.writeAscii(out, answer.extraHeaders());
    out.writeBytes(LINE_END);
    if (inline > 0) {
      out.writeBytes(answer.bytes(), answer.offset(), inline);
    }
    return out;
  }

  private static void writeStatus(ByteBuf out, int status) {
    switch (status) {
      case 200 -> out.writeBytes(OK);
      case 400 -> out.writeBytes(BAD_REQUEST);
      default ->
          ByteBufUtil.writeAscii(
              out, "HTTP/1.1 " + status + " " + HttpResponseStatus.valueOf(status).reasonPhrase());
    }
  }

  private long crc(Answer answer) {
    crc.reset();
    ByteBuf buffer = answer.buffer();
    if (buffer == null) {
      crc.update(answer.bytes(), answer.offset(), answer.length());
    } else {
      for (var part : buffer.nioBuffers()) {
        crc.update(part);
      }
    }
    return crc.getValue();
  }

  private byte[] date() {
    long second = Math.floorDiv(clock.wallMillis(), 1000);
    if (second != dateSecond) {
      dateSecond = second;
      date =
          ascii(
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC)));
    }
    return date;
  }

  private void writeDecimal(ByteBuf out, long value) {
    int at = DECIMAL_DIGITS_MAX;
    long rest = value;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    out.writeBytes(digits, at, DECIMAL_DIGITS_MAX - at);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
