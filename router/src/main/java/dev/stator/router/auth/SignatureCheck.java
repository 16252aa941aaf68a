package dev.stator.router.auth;

import dev.stator.base.Clock;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** Checks a complete signature against the secret of its key. */
final class SignatureCheck {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** How far a client's clock may be from ours. */
  static final long SKEW_SECONDS = 15 * 60;

  /** The longest that a presigned request may last. */
  static final long EXPIRES_SECONDS_MAX = 7 * 24 * 3600;

  private static final String INVALID_TOKEN =
      "The security token included in the request is invalid";

  private final CredentialsSource credentials;
  private final Clock clock;
  private final SigningKeys keys = new SigningKeys();

  SignatureCheck(CredentialsSource credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  void check(SignedRequest request, SignatureParts parts) {
    RequestDate date = RequestDate.parse(parts.date());
    checkTime(parts, date);
    checkHostIsSigned(parts);
    if (!parts.algorithm().equals(ALGORITHM)) {
      throw SignatureParts.incomplete(
          "Unsupported AWS 'algorithm': '"
              + parts.algorithm()
              + "' (only AWS4-HMAC-SHA256 for now). ");
    }
    CredentialScope scope = CredentialScope.parse(parts.credential(), date);
    String secret = credentials.secret(scope.accessKeyId());
    if (secret == null) {
      throw new ApiException(ErrorCode.UNRECOGNIZED_CLIENT, INVALID_TOKEN + ".");
    }
    checkSignature(request, parts, date, scope, secret);
    // Configured keys are long-lived: no session ever came with one.
    if (Headers.first(request, "X-Amz-Security-Token") != null) {
      throw new ApiException(ErrorCode.UNRECOGNIZED_CLIENT, INVALID_TOKEN);
    }
  }

  private void checkTime(SignatureParts parts, RequestDate date) {
    long now = Math.floorDiv(clock.wallMillis(), 1000);
    long lasts = lastsSeconds(parts);
    if (date.epochSeconds() + lasts < now) {
      throw invalid(
          parts.presigned()
              ? "Signature expired: "
                  + RequestDate.of(date.epochSeconds() + lasts).basic()
                  + " is now earlier than "
                  + RequestDate.of(now).basic()
              : "Signature expired: "
                  + date.basic()
                  + " is now earlier than "
                  + RequestDate.of(now - SKEW_SECONDS).basic()
                  + " ("
                  + RequestDate.of(now).basic()
                  + " - 15 min.)");
    }
    if (date.epochSeconds() > now + SKEW_SECONDS) {
      throw invalid(
          "Signature not yet current: "
              + date.basic()
              + " is still later than "
              + RequestDate.of(now + SKEW_SECONDS).basic()
              + " ("
              + RequestDate.of(now).basic()
              + " + 15 min.)");
    }
  }

  private static long lastsSeconds(SignatureParts parts) {
    String expires = parts.expiresSeconds();
    if (expires == null) {
      return SKEW_SECONDS;
    }
    try {
      long seconds = Long.parseLong(expires);
      if (seconds >= 0 && seconds <= EXPIRES_SECONDS_MAX) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a number out of range is.
    }
    throw SignatureParts.incomplete("X-Amz-Expires must be a number of seconds up to 604800.");
  }

  private static void checkHostIsSigned(SignatureParts parts) {
    for (String name : parts.signedHeaders().split(";", -1)) {
      if (name.toLowerCase(Locale.ROOT).equals("host")) {
        return;
      }
    }
    throw invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }

  private void checkSignature(
      SignedRequest request,
      SignatureParts parts,
      RequestDate date,
      CredentialScope scope,
      String secret) {
    String canonical = CanonicalRequest.of(request, parts.signedHeaders());
    String toSign =
        ALGORITHM
            + '\n'
            + date.basic()
            + '\n'
            + scope.text()
            + '\n'
            + CanonicalRequest.sha256Hex(canonical);
    byte[] expected =
        SigningKeys.hmac(keys.key(secret, scope.day(), scope.region(), scope.service()), toSign);
    String expectedHex = HexFormat.of().formatHex(expected);
    // Constant time, so that a wrong signature tells nothing about the right one.
    boolean same =
        MessageDigest.isEqual(
            expectedHex.getBytes(StandardCharsets.UTF_8),
            parts.signature().getBytes(StandardCharsets.UTF_8));
    if (!same) {
      throw invalid(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.\n\nThe Canonical String for this request should have been\n'"
              + canonical
              + "'\n\nThe String-to-Sign should have been\n'"
              + toSign
              + "'\n");
    }
  }

  private static ApiException invalid(String message) {
    return new ApiException(ErrorCode.INVALID_SIGNATURE, message);
  }
}
