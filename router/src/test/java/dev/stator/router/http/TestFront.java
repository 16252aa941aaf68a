package dev.stator.router.http;

import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import dev.stator.router.auth.Authenticator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A real front on a free port, whose handler does what a request's target asks for. */
final class TestFront implements AutoCloseable {
  static final Clock CLOCK =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }
      };

  static final RandomSource RANDOM =
      new RandomSource() {
        private final SplittableRandom random = new SplittableRandom(7);

        @Override
        public long nextLong() {
          return random.nextLong();
        }

        @Override
        public int nextInt(int bound) {
          return random.nextInt(bound);
        }

        @Override
        public long nextLong(long bound) {
          return random.nextLong(bound);
        }

        @Override
        public double nextDouble() {
          return random.nextDouble();
        }

        @Override
        public RandomSource fork() {
          return this;
        }
      };

  static final HttpLimits LIMITS = HttpLimits.DEFAULT;

  /** Calls with the target {@code Test.Hold}, answered by the test. */
  final ConcurrentLinkedQueue<ApiCall> held = new ConcurrentLinkedQueue<>();

  final HttpTransport transport;
  final HttpFront front;

  TestFront() throws IOException {
    this(LIMITS);
  }

  TestFront(HttpLimits limits) throws IOException {
    this(limits, HttpTransport.best(1));
  }

  TestFront(HttpLimits limits, HttpTransport transport) throws IOException {
    this.transport = transport;
    HttpFront.Settings settings =
        new HttpFront.Settings(
            "eu-central-1", limits, Authenticator.acceptingAny(), CLOCK, RANDOM, null);
    RequestHandler handler =
        new RequestHandler() {
          @Override
          public void handle(ApiCall call) {
            TestFront.this.handle(call);
          }

          @Override
          public boolean knows(String target) {
            return target.startsWith("Test.");
          }
        };
    this.front = HttpFront.start(transport, "127.0.0.1", 0, settings, handler);
  }

  private void handle(ApiCall call) {
    switch (call.target()) {
      case "Test.Echo" -> call.respond(200, call.body());
      case "Test.Size" ->
          call.respond(200, Integer.toString(call.body().length).getBytes(StandardCharsets.UTF_8));
      case "Test.Later" -> Thread.ofVirtual().start(() -> call.respond(200, call.body()));
      case "Test.Hold" -> held.add(call);
      case "Test.Buffer" -> call.respond(200, io.netty.buffer.Unpooled.copiedBuffer(call.body()));
      case "Test.Megabytes" ->
          call.respond(
              200,
              new byte[Integer.parseInt(new String(call.body(), StandardCharsets.UTF_8)) << 20]);
      case "Test.Throw" -> throw new IllegalStateException("on purpose");
      default -> call.respond(400, new byte[0]);
    }
  }

  RawClient client() throws IOException {
    return new RawClient(front.boundPort());
  }

  @Override
  public void close() {
    front.close(Duration.ofMillis(200));
    transport.close();
  }
}
