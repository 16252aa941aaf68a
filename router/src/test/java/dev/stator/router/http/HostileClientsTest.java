package dev.stator.router.http;

import static dev.stator.router.http.HttpFrontTest.join;
import static dev.stator.router.http.HttpFrontTest.quietly;
import static dev.stator.router.http.HttpFrontTest.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.router.http.RawClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken, greedy and slow clients: each gets a clear answer or is dropped, and costs little. */
final class HostileClientsTest {
  private static final int SMALL_BODY = 1 << 20;

  private static HttpLimits limits(
      int connections,
      int calls,
      int pipelined,
      Duration request,
      Duration answer,
      Duration write,
      Duration idle) {
    return new HttpLimits(
        SMALL_BODY,
        2048,
        4096,
        connections,
        calls,
        2 * SMALL_BODY,
        2 * SMALL_BODY,
        2 * SMALL_BODY,
        pipelined,
        1 << 16,
        request,
        answer,
        write,
        idle,
        Duration.ofSeconds(2),
        64 << 20);
  }

  private static HttpLimits usual() {
    Duration long_ = Duration.ofSeconds(60);
    return limits(100, 100, 8, long_, long_, long_, long_);
  }

  private static HttpLimits quick(String which) {
    Duration long_ = Duration.ofSeconds(60);
    Duration quick = Duration.ofMillis(300);
    return limits(
        100,
        100,
        8,
        which.equals("request") ? quick : long_,
        which.equals("answer") ? quick : long_,
        which.equals("write") ? quick : long_,
        which.equals("idle") ? quick : long_);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1~~|400",
        "GET / HTTP/1.1~Host: a~Host: b~~|400",
        "nonsense~~|400",
        "GET / HTTP/9.1~Host: a~~|400",
        "GET / FTP/1.1~Host: a~~|400",
        "PRI * HTTP/2.0~~SM~~|400",
        "GET / HTTP/1.1~Host: a~Bad Header: x~~|400",
        "GET / HTTP/1.1~Host: a~: x~~|400",
        "GET / HTTP/1.1~Host: a~X: a\u0000b~~|400",
        "POST / HTTP/1.1~Host: a~Content-Length: x~~|400",
        "POST / HTTP/1.1~Host: a~Content-Length: -1~~|400",
        "POST / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~|400",
        "POST / HTTP/1.1~Host: a~Content-Length: 99999999999999999999~~|400",
        "POST / HTTP/1.1~Host: a~Content-Length: 4~Transfer-Encoding: chunked~~0~~|400",
        "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~zz~~|400",
        "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-5~~|400",
        "POST / HTTP/1.1~Host: a~Expect: tea~Content-Length: 0~~|417",
        "POST / HTTP/1.1~Host: a~Content-Length: 1048577~~|413",
        "POST / HTTP/1.1~Host: a~Expect: 100-continue~Content-Length: 1048577~~|413",
      })
  void brokenRequestsAreRefusedAndClosed(String request, int status) throws IOException {
    try (TestFront server = new TestFront(usual());
        RawClient client = server.client()) {
      Reply reply = client.send(request.replace("~", "\r\n")).read();
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.text()).startsWith("{\"__type\":\"com.amazon.coral.service#");
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
      assertThat(server.client().send(RawClient.post("Test.Echo", "ok")).read().text())
          .isEqualTo("ok");
    }
  }

  @Test
  void longLinesAndHeadersAreRefused() throws IOException {
    try (TestFront server = new TestFront(usual());
        RawClient line = server.client();
        RawClient headers = server.client()) {
      line.send("GET /" + "x".repeat(3000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(line.read().status()).isEqualTo(414);
      headers.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(5000) + "\r\n\r\n");
      assertThat(headers.read().status()).isEqualTo(431);
    }
  }

  @Test
  void aBodyTooLargeIsAnsweredWhileTheClientStillSends() throws IOException {
    try (TestFront server = new TestFront(usual())) {
      for (String head :
          new String[] {
            "Content-Length: " + (32 << 20) + "\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"
          }) {
        try (RawClient client = server.client()) {
          client.send("POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: Test.Size\r\n" + head);
          byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes();
          Thread sender =
              Thread.ofVirtual()
                  .start(() ->
                      quietly(() -> {
                        for (int i = 0; i < 400; i++) {
                          client.send(chunk);
                        }
                      }));
          assertThat(client.read().status()).isEqualTo(413);
          assertThat(client.endedInOrder()).isTrue();
          join(sender);
        }
      }
      waitFor(() -> server.front.callsUnderWay() == 0);
    }
  }

  @Test
  void answersThatNobodyTakesKeepNewRequestsOutUntilTheyAreTaken() throws IOException {
    try (TestFront server = new TestFront(usual());
        RawClient slow = server.client();
        RawClient other = server.client()) {
      slow.send(RawClient.post("Test.Megabytes", "32"));
      waitFor(() -> status(other) == 503);
      assertThat(slow.read().body()).hasSize(32 << 20);
      waitFor(() -> status(other) == 200);
    }
  }

  private static int status(RawClient client) {
    try {
      return client.send(RawClient.post("Test.Echo", "x")).read().status();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void requestsBeyondTheWorkingLimitAreAnsweredAsUnavailable() throws IOException {
    Duration time = Duration.ofSeconds(60);
    try (TestFront server = new TestFront(limits(100, 3, 8, time, time, time, time));
        RawClient holder = server.client();
        RawClient other = server.client()) {
      holder.send(RawClient.post("Test.Hold", "x").repeat(3));
      waitFor(() -> server.held.size() == 3);
      Reply reply = other.send(RawClient.post("Test.Echo", "x")).read();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.text()).contains("ServiceUnavailableException");
      assertThat(reply.header("connection")).isEqualTo("keep-alive");
      server.held.forEach(call -> call.respond(200, call.body()));
      assertThat(holder.read().status()).isEqualTo(200);
      waitFor(() -> server.front.callsUnderWay() == 0);
      assertThat(other.send(RawClient.post("Test.Echo", "y")).read().text()).isEqualTo("y");
    }
  }

  @Test
  void bodiesBeyondTheirRoomAreAnsweredAsUnavailable() throws IOException {
    try (TestFront server = new TestFront(usual());
        RawClient one = server.client();
        RawClient two = server.client();
        RawClient three = server.client()) {
      String large = "x".repeat(SMALL_BODY);
      one.send(RawClient.post("Test.Hold", large));
      two.send(RawClient.post("Test.Hold", large));
      waitFor(() -> server.held.size() == 2);
      assertThat(three.send(RawClient.post("Test.Size", large)).read().status()).isEqualTo(503);
      server.held.forEach(call -> call.respond(200, new byte[0]));
      assertThat(one.read().status()).isEqualTo(200);
      assertThat(two.read().status()).isEqualTo(200);
      waitFor(() -> server.front.callsUnderWay() == 0);
      assertThat(three.send(RawClient.post("Test.Size", large)).read().text())
          .isEqualTo(Integer.toString(SMALL_BODY));
    }
  }

  /** What comes after all is dropped; it must not be taken for the answer to the next request. */
  @Test
  void aRequestThatIsNotAnsweredInTimeIsGivenUp() throws IOException {
    try (TestFront server = new TestFront(quick("answer"));
        RawClient client = server.client()) {
      client.send(RawClient.post("Test.Hold", "x") + RawClient.post("Test.Echo", "next"));
      Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.text()).contains("InternalServerError");
      assertThat(client.read().text()).isEqualTo("next");
      server.held.forEach(call -> call.respond(200, "late".getBytes(StandardCharsets.UTF_8)));
      assertThat(client.send(RawClient.post("Test.Echo", "third")).read().text())
          .isEqualTo("third");
    }
  }

  @Test
  void connectionsBeyondTheLimitAreTurnedAway() throws IOException {
    Duration time = Duration.ofSeconds(60);
    try (TestFront server = new TestFront(limits(2, 100, 8, time, time, time, time));
        RawClient one = server.client();
        RawClient two = server.client()) {
      one.send(RawClient.post("Test.Echo", "1")).read();
      two.send(RawClient.post("Test.Echo", "2")).read();
      try (RawClient three = server.client()) {
        assertThat(three.read().status()).isEqualTo(503);
        assertThat(three.ended()).isTrue();
      }
      one.close();
      waitFor(() -> server.front.connections() == 1);
      try (RawClient three = server.client()) {
        assertThat(three.send(RawClient.post("Test.Echo", "3")).read().text()).isEqualTo("3");
      }
    }
  }

  @Test
  void aConnectionIsNotReadFromWhileTooManyAnswersAreDue() throws IOException {
    try (TestFront server = new TestFront(usual());
        RawClient client = server.client()) {
      String large = "x".repeat(100_000);
      Thread sender =
          Thread.ofVirtual()
              .start(() ->
                  quietly(() -> {
                    for (int i = 0; i < 100; i++) {
                      client.send(RawClient.post("Test.Hold", large));
                    }
                  }));
      waitFor(() -> server.held.size() >= 8);
      for (int i = 0; i < 100; i++) {
        waitFor(() -> !server.held.isEmpty());
        assertThat(server.held.size()).isLessThanOrEqualTo(10);
        server.held.poll().respond(200, new byte[0]);
        assertThat(client.read().status()).isEqualTo(200);
      }
      join(sender);
    }
  }

  @Test
  void slowRequestsTimeOut() throws IOException {
    try (TestFront server = new TestFront(quick("request"));
        RawClient client = server.client()) {
      client.send(RawClient.post("Test.Echo", "0123456789").replace("789", ""));
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void silentClientsAreDropped() throws IOException {
    try (TestFront server = new TestFront(quick("idle"));
        RawClient silent = server.client();
        RawClient halfHead = server.client()) {
      halfHead.send("POST / HTTP/1.1\r\nHost: a\r\nX-Amz");
      assertThat(silent.ended()).isTrue();
      assertThat(halfHead.ended()).isTrue();
      waitFor(() -> server.front.connections() == 0);
    }
  }

  @Test
  void clientsThatDoNotTakeTheirAnswersAreDropped() throws IOException {
    try (TestFront server = new TestFront(quick("write"));
        RawClient client = server.client()) {
      client.send(RawClient.post("Test.Megabytes", "64"));
      waitFor(() -> server.front.connections() == 1);
      waitFor(() -> server.front.connections() == 0);
    }
  }

  @Test
  void largeAnswersArriveWholeBeforeTheConnectionEnds() throws IOException {
    try (TestFront server = new TestFront(usual());
        RawClient client = server.client()) {
      client.send(RawClient.post("Test.Megabytes", "24", "Connection: close"));
      assertThat(client.read().body()).hasSize(24 << 20);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void callsOfDroppedConnectionsAreAnsweredIntoTheVoid() throws IOException {
    try (TestFront server = new TestFront(usual())) {
      try (RawClient client = server.client()) {
        client.send(RawClient.post("Test.Hold", "x").repeat(2));
        waitFor(() -> server.held.size() == 2);
        client.socket.setSoLinger(true, 0);
      }
      waitFor(() -> server.front.connections() == 0);
      var buffer = io.netty.buffer.Unpooled.copiedBuffer(new byte[9]);
      server.held.poll().respond(200, buffer);
      server.held.poll().respond(200, new byte[9]);
      waitFor(() -> server.front.callsUnderWay() == 0);
      assertThat(buffer.refCnt()).isZero();
    }
  }

  @Test
  void closingAnswersWhatIsUnderWay() throws IOException {
    TestFront server = new TestFront(usual());
    try (RawClient busy = server.client();
        RawClient idle = server.client()) {
      idle.send(RawClient.post("Test.Echo", "x")).read();
      busy.send(RawClient.post("Test.Hold", "x"));
      waitFor(() -> server.held.size() == 1);
      Thread closer = Thread.ofVirtual().start(() -> server.front.close(Duration.ofSeconds(10)));
      assertThat(idle.ended()).isTrue();
      server.held.poll().respond(200, new byte[] {'y'});
      Reply last = busy.read();
      assertThat(last.text()).isEqualTo("y");
      assertThat(last.header("connection")).isEqualTo("close");
      assertThat(busy.ended()).isTrue();
      join(closer);
      assertThat(closer.isAlive()).isFalse();
    } finally {
      server.close();
    }
  }

  @Test
  void randomGarbageNeverGetsA5xxAndLeavesNothingBehind() throws IOException {
    Random random = new Random(42);
    String valid = RawClient.post("Test.Echo", "{\"TableName\":\"t\"}");
    try (TestFront server = new TestFront(usual())) {
      for (int i = 0; i < 2000; i++) {
        byte[] bytes = valid.getBytes();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try (RawClient client = server.client()) {
          client.send(bytes);
          client.socket.shutdownOutput();
          List<Integer> statuses = new ArrayList<>();
          quietly(() -> {
            while (true) {
              statuses.add(client.read().status());
            }
          });
          assertThat(statuses).as(new String(bytes)).allMatch(status -> status < 500);
        }
      }
      waitFor(() -> server.front.connections() == 0 && server.front.callsUnderWay() == 0);
    }
  }
}
