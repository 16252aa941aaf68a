package dev.stator.router.auth;

import dev.stator.base.Clock;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may pass, and who sent it.
 *
 * <p>The checks run in the service's order: which form of signature there is, whether all its parts
 * are there, its date, its signed headers, its algorithm, its scope, its key, and at last the
 * signature itself. Where any credentials are accepted only the form is checked.
 *
 * <p>Thread safe.
 */
public final class Authenticator {
  private final @Nullable SignatureCheck signatures;

  private Authenticator(@Nullable SignatureCheck signatures) {
    this.signatures = signatures;
  }

  /** Accepts any credentials in a well-formed signature: for an endpoint on loopback. */
  public static Authenticator acceptingAny() {
    return new Authenticator(null);
  }

  /** Accepts requests signed with a secret that {@code credentials} knows. */
  public static Authenticator verifying(CredentialsSource credentials, Clock clock) {
    return new Authenticator(new SignatureCheck(credentials, clock));
  }

  /** Whether signatures are checked. */
  public boolean verifies() {
    return signatures != null;
  }

  /**
   * The caller of {@code request}.
   *
   * @throws ApiException with the service's code and text when the request may not pass
   */
  public Caller authenticate(SignedRequest request) {
    SignatureParts parts = parts(request);
    if (signatures != null) {
      signatures.check(request, parts);
      return new Caller(parts.accessKeyId(), true);
    }
    return new Caller(parts.accessKeyId(), false);
  }

  private static SignatureParts parts(SignedRequest request) {
    String authorization = Headers.first(request, "Authorization");
    Map<String, String> query =
        request.uri().indexOf('?') < 0 ? Map.of() : QueryString.firstValues(request.uri());
    boolean presigned = query.containsKey("X-Amz-Algorithm");
    if (presigned && authorization != null) {
      throw new ApiException(
          ErrorCode.INVALID_SIGNATURE,
          "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP"
              + " header.");
    }
    if (presigned) {
      return SignatureParts.fromQuery(query);
    }
    if (authorization == null || !authorization.startsWith("AWS4-")) {
      throw new ApiException(
          ErrorCode.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token");
    }
    String date = Headers.first(request, "X-Amz-Date");
    if (date == null) {
      date = Headers.first(request, "Date");
    }
    return SignatureParts.fromHeader(authorization, date);
  }
}
