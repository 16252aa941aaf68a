package dev.stator.router.http;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is sent back: a status with bytes, either in an array or in a buffer that this answer owns.
 *
 * @param contentType media type, or null to leave the header out
 * @param extraHeaders further header lines, each ending with CR LF
 */
record Answer(
    int status,
    @Nullable String contentType,
    byte[] bytes,
    int offset,
    int length,
    @Nullable ByteBuf buffer,
    String extraHeaders) {
  static final String JSON = "application/json";
  private static final byte[] NONE = new byte[0];

  /** The service's answer to what is no call of its API, on any path. */
  private static final byte[] UNKNOWN =
      "<UnknownOperationException/>\n".getBytes(StandardCharsets.US_ASCII);

  static Answer of(int status, @Nullable String contentType, byte[] bytes) {
    return new Answer(status, contentType, bytes, 0, bytes.length, null, "");
  }

  static Answer of(int status, String contentType, byte[] bytes, int offset, int length) {
    return new Answer(status, contentType, bytes, offset, length, null, "");
  }

  static Answer of(int status, String contentType, ByteBuf buffer) {
    return new Answer(status, contentType, NONE, 0, buffer.readableBytes(), buffer, "");
  }

  static Answer error(String contentType, ErrorCode code, @Nullable String message) {
    return of(code.httpStatus(), contentType, ErrorBody.of(code, message));
  }

  static Answer error(String contentType, ApiException error) {
    return of(error.code().httpStatus(), contentType, ErrorBody.of(error));
  }

  /** A complaint about HTTP itself, for which the service has no error of its own. */
  static Answer refusal(int status, String name, String message) {
    return of(status, JSON, ErrorBody.of("com.amazon.coral.service#" + name, message));
  }

  static Answer unknownOperation() {
    return of(404, null, UNKNOWN);
  }

  static Answer preflight(String extraHeaders) {
    return new Answer(200, null, NONE, 0, 0, null, extraHeaders);
  }

  /** Lets go of the buffer of an answer that is not sent. */
  void release() {
    if (buffer != null) {
      buffer.release();
    }
  }
}
