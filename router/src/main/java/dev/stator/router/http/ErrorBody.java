package dev.stator.router.http;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Error answers as JSON, without a JSON library: the front has only a type and a message. */
public final class ErrorBody {
  private ErrorBody() {}

  /** {@code {"__type":…,"message":…}} for an error that carries no item. */
  public static byte[] of(ApiException error) {
    return of(error.code().type(), error.message());
  }

  /** As {@link #of(ApiException)}. */
  public static byte[] of(ErrorCode code, @Nullable String message) {
    return of(code.type(), message);
  }

  static byte[] of(String type, @Nullable String message) {
    StringBuilder out = new StringBuilder(96);
    out.append("{\"__type\":\"").append(type).append('"');
    if (message != null) {
      out.append(",\"message\":\"");
      for (int i = 0; i < message.length(); i++) {
        appendEscaped(out, message.charAt(i));
      }
      out.append('"');
    }
    return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendEscaped(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < 0x20) {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
