package dev.stator.router.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The one text form of a request that both sides sign ("Create a signed AWS API request" in the IAM
 * user guide).
 */
final class CanonicalRequest {
  static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

  private CanonicalRequest() {}

  /**
   * The canonical form of {@code request}.
   *
   * @param signedHeaders names joined with semicolons, in any order and case
   */
  static String of(SignedRequest request, String signedHeaders) {
    TreeSet<String> names = new TreeSet<>();
    for (String name : signedHeaders.split(";", -1)) {
      if (!name.isBlank()) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    StringBuilder out = new StringBuilder(512);
    out.append(request.method()).append('\n');
    out.append(path(request.uri())).append('\n');
    out.append(QueryString.canonical(request.uri())).append('\n');
    for (String name : names) {
      out.append(name).append(':');
      appendValues(out, request.headers(name));
      out.append('\n');
    }
    out.append('\n').append(String.join(";", names)).append('\n');
    return out.append(payloadHash(request)).toString();
  }

  private static String payloadHash(SignedRequest request) {
    String declared = Headers.first(request, "x-amz-content-sha256");
    return UNSIGNED_PAYLOAD.equals(declared) ? UNSIGNED_PAYLOAD : sha256Hex(request.body());
  }

  static String sha256Hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  static String sha256Hex(String text) {
    return sha256Hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The path without dot segments and double slashes, percent-encoded once more than it was. */
  private static String path(String uri) {
    int question = uri.indexOf('?');
    String raw = question < 0 ? uri : uri.substring(0, question);
    if (raw.isEmpty() || raw.equals("/")) {
      return "/";
    }
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : raw.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> kept.pollLast();
        default -> kept.addLast(segment);
      }
    }
    String slash = raw.endsWith("/") && !kept.isEmpty() ? "/" : "";
    return QueryString.encode("/" + String.join("/", kept) + slash, true);
  }

  private static void appendValues(StringBuilder out, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      appendTrimmed(out, values.get(i));
    }
  }

  /** Appends a value without outer white space, and inner runs of it as one space. */
  private static void appendTrimmed(StringBuilder out, String value) {
    boolean started = false;
    boolean space = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        space = started;
      } else {
        if (space) {
          out.append(' ');
          space = false;
        }
        out.append(c);
        started = true;
      }
    }
  }
}
