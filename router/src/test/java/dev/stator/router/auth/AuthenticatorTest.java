package dev.stator.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Clock;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Who may pass, with signatures made by the AWS SDK, and with what text others are turned away. */
final class AuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String BODY = "{\"TableName\":\"t\"}";

  private static Clock clockAt(Instant instant) {
    return new Clock() {
      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public long wallMillis() {
        return instant.toEpochMilli();
      }
    };
  }

  private static Authenticator verifying(Instant now) {
    return Authenticator.verifying(
        id -> id.equals("AKID") ? "very/secret+key" : null, clockAt(now));
  }

  private record Request(String method, String uri, Map<String, List<String>> fields, String text)
      implements SignedRequest {
    @Override
    public List<String> headers(String name) {
      return fields.entrySet().stream()
          .filter(field -> field.getKey().equalsIgnoreCase(name))
          .flatMap(field -> field.getValue().stream())
          .toList();
    }

    @Override
    public byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    Request withBody(String other) {
      return new Request(method, uri, fields, other);
    }

    Request with(String name, String value) {
      var changed = new java.util.LinkedHashMap<>(fields);
      changed.put(name, List.of(value));
      return new Request(method, uri, changed, text);
    }
  }

  private static Request signedBySdk(String keyId, String secret, Instant at, boolean inQuery) {
    return signedBySdk(keyId, secret, at, inQuery, "/", true);
  }

  private static Request signedBySdk(
      String keyId, String secret, Instant at, boolean inQuery, String path, boolean withPayload) {
    SdkHttpRequest plain =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://localhost:8000" + path))
            .putHeader("X-Amz-Target", "DynamoDB_20120810.DescribeTable")
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .putHeader("X-Spaces", "  a   b  ")
            .build();
    var signed =
        AwsV4HttpSigner.create()
            .sign(
                (software.amazon.awssdk.http.auth.spi.signer.SignRequest.Builder<
                            AwsCredentialsIdentity>
                        request) ->
                    request
                        .identity(AwsCredentialsIdentity.create(keyId, secret))
                        .request(plain)
                        .payload(
                            withPayload
                                ? () ->
                                    new java.io.ByteArrayInputStream(
                                        BODY.getBytes(StandardCharsets.UTF_8))
                                : null)
                        .putProperty(
                            AwsV4HttpSigner.SIGNING_CLOCK,
                            java.time.Clock.fixed(at, ZoneOffset.UTC))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                        .putProperty(
                            AwsV4HttpSigner.AUTH_LOCATION,
                            inQuery
                                ? AwsV4HttpSigner.AuthLocation.QUERY_STRING
                                : AwsV4HttpSigner.AuthLocation.HEADER)
                        .putProperty(
                            AwsV4HttpSigner.EXPIRATION_DURATION,
                            inQuery ? Duration.ofMinutes(5) : null))
            .request();
    String query = signed.getUri().getRawQuery();
    String uri = signed.getUri().getRawPath() + (query == null ? "" : "?" + query);
    return new Request("POST", uri, signed.headers(), withPayload ? BODY : "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a/b%20c/", "/?b=2&a=1&a=0&c", "/x?q=%C3%A4%20/+1"})
  void signaturesOfTheSdkPass(String path) {
    Request request = signedBySdk("AKID", "very/secret+key", NOW, false, path, true);
    assertThat(verifying(NOW).authenticate(request)).isEqualTo(new Caller("AKID", true));
  }

  @Test
  void presignedRequestsPassUntilTheyExpire() {
    Request request = signedBySdk("AKID", "very/secret+key", NOW, true, "/", false);
    assertThat(verifying(NOW).authenticate(request)).isEqualTo(new Caller("AKID", true));
    refused(
        verifying(NOW.plusSeconds(301)),
        request,
        ErrorCode.INVALID_SIGNATURE,
        "Signature expired: 20260301T120500Z is now earlier than 20260301T120501Z");
  }

  @Test
  void wrongSecretsAndChangedBodiesFailWithTheWholeText() {
    String beginning =
        "The request signature we calculated does not match the signature you provided. Check your"
            + " AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.\n\nThe Canonical String for this request should have been\n'POST\n/\n\n";
    Request wrongSecret = signedBySdk("AKID", "other", NOW, false);
    Request right = signedBySdk("AKID", "very/secret+key", NOW, false);
    for (Request request :
        List.of(
            wrongSecret,
            right.withBody(BODY + " "),
            right.with("X-Amz-Target", "DynamoDB_20120810.DeleteTable"))) {
      assertThatThrownBy(() -> verifying(NOW).authenticate(request))
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SIGNATURE);
                assertThat(e.message())
                    .startsWith(beginning)
                    .contains(
                        "'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n"
                            + "20260301T120000Z\n20260301/eu-central-1/dynamodb/aws4_request\n")
                    .endsWith("'\n")
                    .doesNotContain("secret");
              });
    }
  }

  @Test
  void unsignedPayloadIsBoundToItsDeclaration() {
    Request right = signedBySdk("AKID", "very/secret+key", NOW, false);
    refused(
        verifying(NOW),
        right.with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ErrorCode.INVALID_SIGNATURE,
        null);
  }

  @Test
  void unknownKeysAndTokensAreNotRecognized() {
    refused(
        verifying(NOW),
        signedBySdk("WHO", "very/secret+key", NOW, false),
        ErrorCode.UNRECOGNIZED_CLIENT,
        "The security token included in the request is invalid.");
    refused(
        verifying(NOW),
        signedBySdk("AKID", "very/secret+key", NOW, false).with("X-Amz-Security-Token", "x"),
        ErrorCode.UNRECOGNIZED_CLIENT,
        "The security token included in the request is invalid");
  }

  @Test
  void clocksMayDifferByFifteenMinutes() {
    Request request = signedBySdk("AKID", "very/secret+key", NOW, false);
    verifying(NOW.plusSeconds(900)).authenticate(request);
    verifying(NOW.minusSeconds(900)).authenticate(request);
    refused(
        verifying(NOW.plusSeconds(901)),
        request,
        ErrorCode.INVALID_SIGNATURE,
        "Signature expired: 20260301T120000Z is now earlier than 20260301T120001Z"
            + " (20260301T121501Z - 15 min.)");
    refused(
        verifying(NOW.minusSeconds(901)),
        request,
        ErrorCode.INVALID_SIGNATURE,
        "Signature not yet current: 20260301T120000Z is still later than 20260301T115959Z"
            + " (20260301T114459Z + 15 min.)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      value = {
        // authorization | date | code | message
        "-|-|MISSING_AUTHENTICATION_TOKEN|Request is missing Authentication Token",
        "AWS4|-|MISSING_AUTHENTICATION_TOKEN|Request is missing Authentication Token",
        "Basic eA==|-|MISSING_AUTHENTICATION_TOKEN|Request is missing Authentication Token",
        "AWS4-|-|INCOMPLETE_SIGNATURE|Authorization header requires 'Credential' parameter."
            + " Authorization header requires 'Signature' parameter. Authorization header requires"
            + " 'SignedHeaders' parameter. Authorization header requires existence of either a"
            + " 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-",
        "AWS4- Signature=b Credential=a|a|INCOMPLETE_SIGNATURE|Authorization header requires"
            + " 'SignedHeaders' parameter. Authorization=AWS4- Signature=b Credential=a",
        "AWS4- Signature=b,Credential=a|a|INCOMPLETE_SIGNATURE|Authorization header requires"
            + " 'SignedHeaders' parameter. Authorization=AWS4- Signature=b,Credential=a",
        "AWS4- Signature=b, Credential=a|a|INCOMPLETE_SIGNATURE|Authorization header requires"
            + " 'SignedHeaders' parameter. Authorization=AWS4- Signature=b, Credential=a",
        "AWS4- Signature=b, Credential|a|INCOMPLETE_SIGNATURE|'Credential' not a valid key=value"
            + " pair (missing equal-sign) in Authorization header: 'AWS4- Signature=b,"
            + " Credential'.",
      })
  void malformedHeadersAreRefusedByEveryPolicy(
      String authorization, String date, ErrorCode code, String message) {
    Request request = new Request("POST", "/", Map.of("Host", List.of("localhost")), BODY);
    if (authorization != null) {
      request = request.with("Authorization", authorization);
    }
    if (date != null) {
      request = request.with("Date", date);
    }
    refused(Authenticator.acceptingAny(), request, code, message);
    refused(verifying(NOW), request, code, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/?X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=c&X-Amz-Date=d|"
            + "MISSING_AUTHENTICATION_TOKEN|Request is missing Authentication Token",
        "/?X-Amz-Algorithm|INCOMPLETE_SIGNATURE|AWS query-string parameters must include"
            + " 'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. AWS"
            + " query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters"
            + " must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include"
            + " 'X-Amz-Date'. Re-examine the query-string parameters.",
        "/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d|INCOMPLETE_SIGNATURE|"
            + "AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the"
            + " query-string parameters.",
      })
  void malformedQueriesAreRefusedByEveryPolicy(String uri, ErrorCode code, String message) {
    Request request = new Request("POST", uri, Map.of(), BODY);
    refused(Authenticator.acceptingAny(), request, code, message);
    refused(verifying(NOW), request, code, message);
  }

  @Test
  void oneSignatureIsEnough() {
    refused(
        Authenticator.acceptingAny(),
        new Request("POST", "/?X-Amz-Algorithm", Map.of("Authorization", List.of("X")), BODY),
        ErrorCode.INVALID_SIGNATURE,
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // algorithm | credential | signed headers | date | code | message
        "AWS4-HMAC-SHA256|AKID/20260301/r/dynamodb/aws4_request|host|201|INCOMPLETE_SIGNATURE|"
            + "Date must be in ISO-8601 'basic format'. Got '201'. See"
            + " http://en.wikipedia.org/wiki/ISO_8601",
        "AWS4-HMAC-SHA256|AKID/20260301/r/dynamodb/aws4_request|x-a|20260301T120000Z|"
            + "INVALID_SIGNATURE|'Host' must be a 'SignedHeader' in the AWS Authorization.",
        "AWS4-HMAC-SHA25|AKID/20260301/r/dynamodb/aws4_request|Host|20260301T120000Z|"
            + "INCOMPLETE_SIGNATURE|Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only"
            + " AWS4-HMAC-SHA256 for now). ",
        "AWS4-HMAC-SHA256|a/b/c/d|host|20260301T120000Z|INCOMPLETE_SIGNATURE|Credential must have"
            + " exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got"
            + " 'a/b/c/d'",
        "AWS4-HMAC-SHA256|a/b/c/d/e|host|20260301T120000Z|INVALID_SIGNATURE|Credential should be"
            + " scoped to correct service: 'dynamodb'. Credential should be scoped with a valid"
            + " terminator: 'aws4_request', not 'e'. Date in Credential scope does not match"
            + " YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20260301', from"
            + " '20260301T120000Z'.",
      })
  void contentsAreCheckedInTheServicesOrder(
      String algorithm,
      String credential,
      String signedHeaders,
      String date,
      ErrorCode code,
      String message) {
    Request request =
        new Request("POST", "/", Map.of("Host", List.of("localhost")), BODY)
            .with("X-Amz-Date", date)
            .with(
                "Authorization",
                algorithm
                    + " Credential="
                    + credential
                    + ", SignedHeaders="
                    + signedHeaders
                    + ", Signature=00");
    refused(verifying(NOW), request, code, message.stripTrailing());
    assertThat(Authenticator.acceptingAny().authenticate(request).verified()).isFalse();
  }

  private static void refused(
      Authenticator authenticator, Request request, ErrorCode code, String message) {
    assertThatThrownBy(() -> authenticator.authenticate(request))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              if (message != null) {
                assertThat(e.message().stripTrailing()).isEqualTo(message);
              }
            });
  }
}
