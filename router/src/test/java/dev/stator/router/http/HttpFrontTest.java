package dev.stator.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.router.http.RawClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What well-behaved clients see. */
final class HttpFrontTest {
  private TestFront server;

  @BeforeEach
  void start() throws IOException {
    server = new TestFront();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static void waitFor(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void anAnswerHasTheServicesHeaders() throws IOException {
    try (RawClient client = server.client()) {
      Reply reply = client.send(RawClient.post("Test.Echo", "{\"a\":1}")).read();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("{\"a\":1}");
      assertThat(reply.header("x-amzn-requestid")).matches("[0-9A-V]{52}");
      CRC32 crc = new CRC32();
      crc.update(reply.body());
      assertThat(reply.header("x-amz-crc32")).isEqualTo(Long.toString(crc.getValue()));
      assertThat(reply.header("content-type")).isEqualTo("application/x-amz-json-1.0");
      assertThat(reply.header("server")).isEqualTo("Server");
      assertThat(reply.header("date")).matches("\\w{3}, \\d{1,2} \\w{3} \\d{4} [0-9:]{8} GMT");
      assertThat(reply.header("connection")).isEqualTo("keep-alive");
      assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
    }
  }

  @Test
  void requestIdsDiffer() throws IOException {
    try (RawClient one = server.client();
        RawClient two = server.client()) {
      String first = one.send(RawClient.post("Test.Echo", "1")).read().header("x-amzn-requestid");
      String second = one.send(RawClient.post("Test.Echo", "1")).read().header("x-amzn-requestid");
      String third = two.send(RawClient.post("Test.Echo", "1")).read().header("x-amzn-requestid");
      assertThat(java.util.Set.of(first, second, third)).hasSize(3);
    }
  }

  @Test
  void everyWayToAnswerSendsTheSameBytes() throws IOException {
    try (RawClient client = server.client()) {
      for (String target : new String[] {"Test.Echo", "Test.Later", "Test.Buffer"}) {
        Reply reply = client.send(RawClient.post(target, "{\"b\":2}")).read();
        assertThat(reply.text()).as(target).isEqualTo("{\"b\":2}");
        assertThat(reply.header("x-amz-crc32")).as(target).isEqualTo("982943164");
      }
    }
  }

  @Test
  void pipelinedAnswersKeepTheOrderOfTheirRequests() throws IOException {
    try (RawClient client = server.client()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        String target = i % 50 == 7 ? "Test.Hold" : i % 3 == 0 ? "Test.Later" : "Test.Echo";
        requests.append(RawClient.post(target, Integer.toString(i)));
      }
      Thread sender =
          Thread.ofVirtual().start(() -> quietly(() -> client.send(requests.toString())));
      for (int i = 0; i < 300; i++) {
        if (i % 50 == 7) {
          waitFor(() -> !server.held.isEmpty());
          ApiCall call = server.held.poll();
          call.respond(200, call.body());
        }
        assertThat(client.read().text()).isEqualTo(Integer.toString(i));
      }
      join(sender);
    }
    waitFor(() -> server.front.callsUnderWay() == 0);
  }

  @Test
  void aRequestMayComeByteByByte() throws IOException {
    try (RawClient client = server.client()) {
      client.socket.setTcpNoDelay(true);
      for (byte b : RawClient.post("Test.Echo", "hello").getBytes(StandardCharsets.UTF_8)) {
        client.send(new byte[] {b});
      }
      assertThat(client.read().text()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 65_536, 65_537, 1_000_000, 16 << 20})
  void bodiesOfAllSizesComeWhole(int size) throws IOException {
    try (RawClient client = server.client()) {
      client.send(RawClient.post("Test.Size", "x".repeat(size)));
      assertThat(client.read().text()).isEqualTo(Integer.toString(size));
    }
  }

  @Test
  void chunkedBodiesComeWhole() throws IOException {
    try (RawClient client = server.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: Test.Echo\r\n"
              + "Content-Type: application/x-amz-json-1.0\r\nTransfer-Encoding: chunked\r\n"
              + RawClient.AUTH
              + "\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
      assertThat(client.read().text()).isEqualTo("hello world");
      assertThat(client.send(RawClient.post("Test.Echo", "next")).read().text()).isEqualTo("next");
    }
  }

  @Test
  void continueIsSentWhenExpected() throws IOException {
    try (RawClient client = server.client()) {
      String whole = RawClient.post("Test.Echo", "body", "Expect: 100-continue");
      client.send(whole.substring(0, whole.length() - 4));
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send("body").read().text()).isEqualTo("body");
    }
  }

  @Test
  void continueWaitsForEarlierAnswers() throws IOException {
    try (RawClient client = server.client()) {
      String whole = RawClient.post("Test.Echo", "body", "Expect: 100-continue");
      client.send(RawClient.post("Test.Hold", "first") + whole.substring(0, whole.length() - 4));
      waitFor(() -> !server.held.isEmpty());
      server.held.poll().respond(200, new byte[] {'!'});
      assertThat(client.read().text()).isEqualTo("!");
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send("body").read().text()).isEqualTo("body");
    }
  }

  @Test
  void connectionCloseIsKept() throws IOException {
    try (RawClient client = server.client()) {
      client.send(RawClient.post("Test.Later", "x", "Connection: close"));
      Reply reply = client.read();
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void http10ClosesUnlessAskedNotTo() throws IOException {
    try (RawClient client = server.client()) {
      client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void aClientThatEndsItsSideStillGetsItsAnswers() throws IOException {
    try (RawClient client = server.client()) {
      client.send(RawClient.post("Test.Echo", "1") + RawClient.post("Test.Hold", "2"));
      client.socket.shutdownOutput();
      assertThat(client.read().text()).isEqualTo("1");
      waitFor(() -> !server.held.isEmpty());
      server.held.poll().respond(200, new byte[] {'2'});
      assertThat(client.read().text()).isEqualTo("2");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void aHandlerThatThrowsIsAnsweredForAndTheConnectionLives() throws IOException {
    try (RawClient client = server.client()) {
      Reply reply = client.send(RawClient.post("Test.Throw", "{}")).read();
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.text()).contains("InternalServerError");
      assertThat(client.send(RawClient.post("Test.Echo", "ok")).read().text()).isEqualTo("ok");
    }
  }

  @Test
  void healthLine() throws IOException {
    try (RawClient client = server.client()) {
      Reply reply = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("healthy: dynamodb.eu-central-1.amazonaws.com ");
      Reply head = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").read(false);
      assertThat(head.header("content-length")).isEqualTo("45");
      assertThat(client.send(RawClient.post("Test.Echo", "ok")).read().text()).isEqualTo("ok");
    }
  }

  @Test
  void browsersMayAskAndCall() throws IOException {
    try (RawClient client = server.client()) {
      Reply preflight =
          client
              .send(
                  "OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: http://x\r\n"
                      + "Access-Control-Request-Headers: a, b\r\n"
                      + "Access-Control-Request-Method: POST\r\n\r\n")
              .read();
      assertThat(preflight.status()).isEqualTo(200);
      assertThat(preflight.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(preflight.header("access-control-allow-headers")).isEqualTo("a, b");
      assertThat(preflight.header("access-control-allow-methods")).isEqualTo("POST");
      assertThat(preflight.header("access-control-max-age")).isEqualTo("172800");
      assertThat(preflight.header("content-length")).isEqualTo("0");
      Reply call = client.send(RawClient.post("Test.Echo", "x", "Origin: http://x")).read();
      assertThat(call.header("access-control-allow-origin")).isEqualTo("*");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,",
    "DELETE,",
    "OPTIONS,",
    "PATCH,",
    "BREW,",
    "POST,",
    "POST,whatever",
    "POST,application/jsonx",
  })
  void whatIsNoCallIsUnknown(String method, String contentType) throws IOException {
    try (RawClient client = server.client()) {
      String type = contentType == null ? "" : "Content-Type: " + contentType + "\r\n";
      Reply reply =
          client
              .send(method + " / HTTP/1.1\r\nHost: a\r\n" + type + "Content-Length: 2\r\n\r\nhi")
              .read();
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.text()).isEqualTo("<UnknownOperationException/>\n");
      assertThat(reply.header("x-amz-crc32")).isEqualTo("3552371480");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-amz-json-1.0|application/x-amz-json-1.0",
        "application/x-amz-json-1.1|application/x-amz-json-1.1",
        "application/json|application/json",
        "application/json;charset=utf-8|application/json",
        "  Application/JSON ; x|application/json",
        "application/x-amz-json-1.0;blah|application/x-amz-json-1.0",
      })
  void unknownOperationsSayWhatWasSaid(String sent, String answered) throws IOException {
    try (RawClient client = server.client()) {
      for (String target :
          new String[] {"", "X-Amz-Target: whatever\r\n", "X-Amz-Target: A.B\r\n"}) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: "
                + sent
                + "\r\n"
                + target
                + "Content-Length: 2\r\n\r\n{}");
        Reply reply = client.read();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
            .isEqualTo("{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}");
        assertThat(reply.header("x-amz-crc32")).isEqualTo("1368724161");
        assertThat(reply.header("content-type")).isEqualTo(answered);
      }
    }
  }

  @Test
  void unsignedCallsAreTurnedAway() throws IOException {
    try (RawClient client = server.client()) {
      Reply reply =
          client.send(RawClient.post("Test.Echo", "{}").replace(RawClient.AUTH, "")).read();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text())
          .isEqualTo(
              "{\"__type\":\"com.amazon.coral.service#MissingAuthenticationTokenException\","
                  + "\"message\":\"Request is missing Authentication Token\"}");
    }
  }

  @Test
  void nioDoesTheSame() throws IOException {
    try (TestFront nio = new TestFront(TestFront.LIMITS, HttpTransport.nio(1));
        RawClient client = nio.client()) {
      client.send(RawClient.post("Test.Echo", "1") + RawClient.post("Test.Later", "2"));
      client.socket.shutdownOutput();
      assertThat(client.read().text()).isEqualTo("1");
      assertThat(client.read().text()).isEqualTo("2");
      assertThat(client.ended()).isTrue();
    }
  }

  interface Attempt {
    void run() throws IOException;
  }

  static void quietly(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException e) {
      // The server may end the connection while a test still sends.
    }
  }

  static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
