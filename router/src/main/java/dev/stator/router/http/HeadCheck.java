package dev.stator.router.http;

import dev.stator.model.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with requests as HTTP, each with one clear answer. */
final class HeadCheck {
  private HeadCheck() {}

  /**
   * Why this request cannot be taken, or null when it can.
   *
   * @param announcedBytes the length of its body, or -1 when it is not known
   */
  static @Nullable Answer complaint(HttpRequest request, long announcedBytes, HttpLimits limits) {
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      return badRequest("Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && version.minorVersion() > 0)) {
      return badRequest("A request needs exactly one Host header.");
    }
    if (announcedBytes > limits.requestBytesMax()) {
      return tooLarge(limits.requestBytesMax());
    }
    if (request.headers().contains(HttpHeaderNames.EXPECT)
        && !HttpUtil.is100ContinueExpected(request)) {
      return Answer.refusal(
          417, "ExpectationFailedException", "Only 'Expect: 100-continue' can be met.");
    }
    return null;
  }

  static Answer unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Answer.refusal(414, "RequestUriTooLongException", "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Answer.refusal(
          431, "RequestHeaderFieldsTooLargeException", "The request's headers are too long.");
    }
    return badRequest("The request is not well-formed HTTP.");
  }

  static Answer tooLarge(int bytesMax) {
    return Answer.refusal(
        413,
        "RequestEntityTooLargeException",
        "The request is longer than " + bytesMax + " bytes.");
  }

  static Answer tooSlow() {
    return Answer.refusal(408, "RequestTimeoutException", "The request took too long to arrive.");
  }

  static Answer cutOff() {
    return badRequest("The request ended before its body did.");
  }

  static Answer tooBusy(String why) {
    return Answer.error(Answer.JSON, ErrorCode.SERVICE_UNAVAILABLE, why + " Try again later.");
  }

  static Answer noRoom() {
    return tooBusy("The requests under way are too large.");
  }

  static Answer internalError(String contentType) {
    return Answer.error(
        contentType,
        ErrorCode.INTERNAL,
        "The request processing has failed because of an unknown error.");
  }

  private static Answer badRequest(String message) {
    return Answer.refusal(400, "BadRequestException", message);
  }
}
