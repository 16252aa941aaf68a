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
  private final RequestHandler handler;
  private final Authenticator authenticator;

  Reception(String region, RequestHandler handler, Authenticator authenticator) {
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
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      return Answer.error(
          contentType,
          ErrorCode.SERIALIZATION,
          "Content-Encoding '" + encoding + "' is not supported: send the request uncompressed.");
    }
    String target = headers.get(TARGET);
    if (target == null || target.indexOf('.') < 0 || !handler.knows(target)) {
      return Answer.error(contentType, ErrorCode.UNKNOWN_OPERATION, null);
    }
    try {
      Caller caller = authenticator.authenticate(exchange);
      exchange.becomeCall(target, contentType, caller);
      return null;
    } catch (ApiException e) {
      return Answer.error(contentType, e);
    }
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
