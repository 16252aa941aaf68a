package dev.stator.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published examples of signature version 4: "Signature Version 4 test suite". */
final class CanonicalRequestTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String HOST = "example.amazonaws.com";
  private static final String DATE = "20150830T123600Z";

  private record Example(String method, String uri, List<String> my, String text)
      implements SignedRequest {
    @Override
    public List<String> headers(String name) {
      return switch (name) {
        case "host" -> List.of(HOST);
        case "x-amz-date" -> List.of(DATE);
        case "my-header1", "my-header2" -> my;
        default -> List.of();
      };
    }

    @Override
    public byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String sign(SignedRequest request, String signedHeaders) {
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + DATE
            + "\n20150830/us-east-1/service/aws4_request\n"
            + CanonicalRequest.sha256Hex(CanonicalRequest.of(request, signedHeaders));
    SigningKeys keys = new SigningKeys();
    return HexFormat.of()
        .formatHex(SigningKeys.hmac(keys.key(SECRET, "20150830", "us-east-1", "service"), toSign));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "POST,/,5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    "GET,/./,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "GET,//,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "GET,/example/..,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "GET,/?Param2=value2&Param1=value1,"
        + "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    "GET,/\u1234,8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
  })
  void publishedExamples(String method, String uri, String signature) {
    assertThat(sign(new Example(method, uri, List.of(), ""), "host;x-amz-date"))
        .isEqualTo(signature);
  }

  @Test
  void valuesAreTrimmedAndJoined() {
    String canonical =
        CanonicalRequest.of(
            new Example("GET", "/", List.of(" a   b \t c ", "d"), ""),
            "X-Amz-Date;My-Header1;host");
    assertThat(canonical)
        .isEqualTo(
            "GET\n/\n\nhost:example.amazonaws.com\nmy-header1:a b c,d\n"
                + "x-amz-date:20150830T123600Z\n\nhost;my-header1;x-amz-date\n"
                + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void derivedKeysAreKeptWithinALimit() {
    SigningKeys keys = new SigningKeys();
    for (int i = 0; i < 3 * SigningKeys.KEYS_MAX; i++) {
      keys.key(SECRET, Integer.toString(i), "r", "s");
      assertThat(keys.size()).isLessThanOrEqualTo(SigningKeys.KEYS_MAX);
    }
    assertThat(keys.key(SECRET, "1", "r", "s")).isSameAs(keys.key(SECRET, "1", "r", "s"));
    assertThat(keys.key("other", "1", "r", "s")).isNotEqualTo(keys.key(SECRET, "1", "r", "s"));
  }
}
