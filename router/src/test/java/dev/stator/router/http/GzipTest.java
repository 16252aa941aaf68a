package dev.stator.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.router.http.RawClient.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static final String GZIP = "Content-Encoding: gzip";
  private static final String LONG = "{\"text\":\"" + "abc".repeat(10_000) + "\"}";

  private TestFront server;

  @BeforeEach
  void start() throws IOException {
    server = new TestFront();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aCompressedRequestIsReadAndItsRoomGivenBack() throws IOException {
    assertThat(call("Test.Echo", gzip(LONG.getBytes(StandardCharsets.UTF_8)), GZIP).text())
        .isEqualTo(LONG);
    assertThat(call("Test.Size", gzip(new byte[0]), "Content-Encoding: x-gzip").text())
        .isEqualTo("0");
    try (RawClient client = server.client()) {
      // One more call, so that the connection's calls before it have ended.
      client.send(RawClient.post("Test.Echo", "")).read();
    }
    assertThat(server.front.bodyBytes()).isZero();
  }

  @Test
  void anAnswerIsCompressedWhenThatIsAskedForAndPays() throws IOException {
    Reply reply = plainCall(LONG, "Accept-Encoding: br;q=1.0, gzip;q=0.8, *;q=0.1");
    assertThat(reply.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(reply.body().length).isLessThan(1_000);
    assertThat(new String(inflate(reply.body()), StandardCharsets.UTF_8)).isEqualTo(LONG);
    CRC32 crc = new CRC32();
    crc.update(reply.body());
    assertThat(reply.header("x-amz-crc32")).isEqualTo(Long.toString(crc.getValue()));

    assertThat(plainCall(LONG, "Accept-Encoding: identity").text()).isEqualTo(LONG);
    assertThat(plainCall(LONG, "Accept-Encoding: gzip;q=0").text()).isEqualTo(LONG);
    assertThat(plainCall("short", "Accept-Encoding: gzip").text()).isEqualTo("short");
  }

  @Test
  void whatDoesNotShrinkStaysAsItIs() throws IOException {
    byte[] noise = new byte[5_000];
    new Random(5).nextBytes(noise);
    Reply reply = call("Test.Echo", noise, "Accept-Encoding: gzip");
    assertThat(reply.header("Content-Encoding")).isNull();
    assertThat(reply.body()).isEqualTo(noise);
  }

  @Test
  void aBombIsRefusedAndItsRoomGivenBack() throws IOException {
    byte[] bomb = gzip(new byte[HttpLimits.DEFAULT.requestBytesMax() + 1]);
    Reply reply = call("Test.Size", bomb, GZIP);
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.text()).contains("RequestEntityTooLargeException");
    byte[] most = gzip(new byte[HttpLimits.DEFAULT.requestBytesMax()]);
    assertThat(call("Test.Size", most, GZIP).text())
        .isEqualTo(Integer.toString(HttpLimits.DEFAULT.requestBytesMax()));
    try (RawClient client = server.client()) {
      client.send(RawClient.post("Test.Echo", "")).read();
    }
    assertThat(server.front.bodyBytes()).isZero();
  }

  @Test
  void brokenAndUnknownEncodingsAreRefused() throws IOException {
    byte[] whole = gzip(LONG.getBytes(StandardCharsets.UTF_8));
    byte[] damaged = whole.clone();
    damaged[whole.length - 5]++;
    for (byte[] broken :
        List.of(
            "x".getBytes(StandardCharsets.UTF_8),
            new byte[0],
            Arrays.copyOf(whole, whole.length - 1),
            damaged)) {
      Reply reply = call("Test.Echo", broken, GZIP);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("SerializationException").contains("not well-formed gzip");
    }
    assertThat(call("Test.Echo", whole, "Content-Encoding: br").text())
        .contains("SerializationException")
        .contains("Content-Encoding 'br' is not supported");
    assertThat(call("Test.Echo", whole, "Content-Encoding: gzip, gzip").status()).isEqualTo(400);
  }

  private Reply plainCall(String body, String header) throws IOException {
    return call("Test.Echo", body.getBytes(StandardCharsets.UTF_8), header);
  }

  private Reply call(String target, byte[] body, String header) throws IOException {
    try (RawClient client = server.client()) {
      String bytes = new String(body, StandardCharsets.ISO_8859_1);
      return client.send(RawClient.post(target, bytes, header)).read();
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] inflate(byte[] compressed) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
  }
}
