package dev.stator.router.http;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.router.auth.Authenticator;
import dev.stator.router.auth.Caller;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a whole request and either answers it itself, as the service answers what is no call of
 * its API, or makes it a call. The order of the checks is the service's.
 */
final class Reception {
  private static final String JSON_1_0 = "application/x-amz-json-1.0";
  private static final String JSON_1_1 = "application/x-amz-json-1.1";
  private static final String TARGET = "X-Amz-Target";
  private static final String PREFLIGHT_SECONDS = "172800";

  private final byte[] health;
  private final int requestBytesMax;
  private final RequestHandler handler;
  private final Authenticator authenticator;

  /**
   * @param requestBytesMax how long a body may be, also when it came compressed
   */
  Reception(
      String region, int requestBytesMax, RequestHandler handler, Authenticator authenticator) {
    this.requestBytesMax = requestBytesMax;
    this.health =
        ("healthy: dynamodb." + region + ".amazonaws.com ").getBytes(StandardCharsets.UTF_8);
    this.handler = handler;
    this.authenticator = authenticator;
  }

  /** The answer to a request that is no call, or null when {@code exchange} has become one. */
  @Nullable Answer receive(HttpExchange exchange) {
    HttpHeaders headers = exchange.headers();
    return switch (exchange.method()) {
      case "POST" -> receiveCall(exchange, headers);
      case "GET", "HEAD" ->
          isHealthPath(exchange.uri())
              ? Answer.of(200, "text/plain", health)
              : Answer.unknownOperation();
      case "OPTIONS" ->
          headers.contains(HttpHeaderNames.ORIGIN) ? preflight(headers) : Answer.unknownOperation();
      default -> Answer.unknownOperation();
    };
  }

  private @Nullable Answer receiveCall(HttpExchange exchange, HttpHeaders headers) {
    String contentType = contentType(headers.get(HttpHeaderNames.CONTENT_TYPE));
    if (contentType == null) {
      if (exchange.body().length > 0) {
        return Answer.unknownOperation();
      }
      contentType = Answer.JSON;
    }
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    boolean compressed = encoding != null && Gzip.isGzip(encoding);
    if (encoding != null && !compressed && !encoding.strip().equalsIgnoreCase("identity")) {
      return Answer.error(
          contentType,
          ErrorCode.SERIALIZATION,
          "Content-Encoding '"
              + encoding
              + "' is not supported: send the request uncompressed or as gzip.");
    }
    String target = headers.get(TARGET);
    if (target == null || target.indexOf('.') < 0 || !handler.knows(target)) {
      return Answer.error(contentType, ErrorCode.UNKNOWN_OPERATION, null);
    }
    try {
      Caller caller = authenticator.authenticate(exchange);
      // The signature covers the bytes as they were sent.
      Answer problem = compressed ? inflate(exchange, contentType) : null;
      if (problem != null) {
        return problem;
      }
      boolean gzip = Gzip.accepted(headers.getAll(HttpHeaderNames.ACCEPT_ENCODING));
      exchange.becomeCall(target, contentType, caller, gzip);
      return null;
    } catch (ApiException e) {
      return Answer.error(contentType, e);
    }
  }

  private @Nullable Answer inflate(HttpExchange exchange, String contentType) {
    return switch (exchange.inflateBody()) {
      case YES -> null;
      case TOO_LARGE -> HeadCheck.tooLarge(requestBytesMax);
      case NO_ROOM -> HeadCheck.noRoom();
      case BROKEN ->
          Answer.error(
              contentType, ErrorCode.SERIALIZATION, "The request's body is not well-formed gzip.");
    };
  }

  /** The media type without its parameters, if it is one that calls may have. */
  private static @Nullable String contentType(@Nullable String header) {
    if (header == null || header.equals(JSON_1_0)) {
      return header;
    }
    int semicolon = header.indexOf(';');
    String type =
        (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case JSON_1_0, JSON_1_1, Answer.JSON -> type;
      default -> null;
    };
  }

  private static boolean isHealthPath(String uri) {
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    return path.equals("/") || path.equals("/ping");
  }

  private static Answer preflight(HttpHeaders headers) {
    StringBuilder extra = new StringBuilder();
    // Header values came through the decoder, which allows no line ends in them.
    appendEcho(
        extra, "Access-Control-Allow-Headers", headers.get("Access-Control-Request-Headers"));
    appendEcho(extra, "Access-Control-Allow-Methods", headers.get("Access-Control-Request-Method"));
    extra.append("Access-Control-Max-Age: ").append(PREFLIGHT_SECONDS).append("\r\n");
    return Answer.preflight(extra.toString());
  }

  private static void appendEcho(StringBuilder out, String name, @Nullable String value) {
    if (value != null) {
      out.append(name).append(": ").append(value).append("\r\n");
    }
  }
}
