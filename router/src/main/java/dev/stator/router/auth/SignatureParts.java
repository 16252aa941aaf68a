package dev.stator.router.auth;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a signature consists of, whichever way it was sent.
 *
 * @param algorithm as sent, for example {@code AWS4-HMAC-SHA256}
 * @param credential {@code keyid/date/region/service/aws4_request}
 * @param signedHeaders names joined with semicolons; may be empty
 * @param signature hexadecimal
 * @param date as sent, in one of the forms of {@link RequestDate}
 * @param expiresSeconds how long a presigned request lasts, or null for one with a header
 */
record SignatureParts(
    String algorithm,
    String credential,
    String signedHeaders,
    String signature,
    String date,
    @Nullable String expiresSeconds) {

  /** Whether the signature stood in the query string. */
  boolean presigned() {
    return expiresSeconds != null;
  }

  String accessKeyId() {
    int slash = credential.indexOf('/');
    return slash < 0 ? credential : credential.substring(0, slash);
  }

  static SignatureParts fromHeader(String authorization, @Nullable String date) {
    int end = authorization.length();
    int at = wordEnd(authorization, 0, end);
    String algorithm = authorization.substring(0, at);
    String credential = "";
    String signature = "";
    String signedHeaders = null;
    while (at < end) {
      at = skipSeparators(authorization, at, end);
      int wordEnd = wordEnd(authorization, at, end);
      if (at == wordEnd) {
        break;
      }
      int equals = authorization.indexOf('=', at);
      if (equals < 0 || equals >= wordEnd) {
        throw incomplete(
            "'"
                + authorization.substring(at, wordEnd)
                + "' not a valid key=value pair (missing equal-sign) in Authorization header: '"
                + authorization
                + "'.");
      }
      String value = authorization.substring(equals + 1, wordEnd);
      switch (authorization.substring(at, equals)) {
        case "Credential" -> credential = value;
        case "Signature" -> signature = value;
        case "SignedHeaders" -> signedHeaders = value;
        default -> {
          // The service ignores what it does not know.
        }
      }
      at = wordEnd;
    }
    // The service takes an empty list of signed headers as one, and complains of it later.
    if (credential.isEmpty() || signature.isEmpty() || signedHeaders == null || date == null) {
      throw incompleteHeader(authorization, credential, signature, signedHeaders, date);
    }
    return new SignatureParts(algorithm, credential, signedHeaders, signature, date, null);
  }

  static SignatureParts fromQuery(Map<String, String> query) {
    String algorithm = query.getOrDefault("X-Amz-Algorithm", "");
    String credential = query.getOrDefault("X-Amz-Credential", "");
    String signature = query.getOrDefault("X-Amz-Signature", "");
    String signedHeaders = query.getOrDefault("X-Amz-SignedHeaders", "");
    String date = query.getOrDefault("X-Amz-Date", "");
    if (algorithm.isEmpty()
        || credential.isEmpty()
        || signature.isEmpty()
        || signedHeaders.isEmpty()
        || date.isEmpty()) {
      StringBuilder message = new StringBuilder();
      requireInQuery(message, "X-Amz-Algorithm", algorithm);
      requireInQuery(message, "X-Amz-Credential", credential);
      requireInQuery(message, "X-Amz-Signature", signature);
      requireInQuery(message, "X-Amz-SignedHeaders", signedHeaders);
      requireInQuery(message, "X-Amz-Date", date);
      throw incomplete(message.append("Re-examine the query-string parameters.").toString());
    }
    String expires = query.getOrDefault("X-Amz-Expires", "900");
    return new SignatureParts(algorithm, credential, signedHeaders, signature, date, expires);
  }

  private static ApiException incompleteHeader(
      String authorization,
      String credential,
      String signature,
      @Nullable String signedHeaders,
      @Nullable String date) {
    StringBuilder message = new StringBuilder();
    if (credential.isEmpty()) {
      message.append("Authorization header requires 'Credential' parameter. ");
    }
    if (signature.isEmpty()) {
      message.append("Authorization header requires 'Signature' parameter. ");
    }
    if (signedHeaders == null) {
      message.append("Authorization header requires 'SignedHeaders' parameter. ");
    }
    if (date == null) {
      message.append(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
    }
    return incomplete(message.append("Authorization=").append(authorization).toString());
  }

  private static void requireInQuery(StringBuilder message, String parameter, String value) {
    if (value.isEmpty()) {
      message.append("AWS query-string parameters must include '").append(parameter).append("'. ");
    }
  }

  static ApiException incomplete(String message) {
    return new ApiException(ErrorCode.INCOMPLETE_SIGNATURE, message);
  }

  private static int skipSeparators(String text, int from, int end) {
    int at = from;
    while (at < end && isSeparator(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int wordEnd(String text, int from, int end) {
    int at = from;
    while (at < end && !isSeparator(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSeparator(char c) {
    return c == ',' || c == ' ' || c == '\t';
  }
}
