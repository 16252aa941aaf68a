package dev.stator.router.http;

import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import dev.stator.router.auth.Authenticator;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listening HTTP endpoint. */
public final class HttpFront implements AutoCloseable {
  private static final int BACKLOG = 1024;

  /** How long clients have to hear with an answer that their connection ends. */
  private static final Duration FAREWELL = Duration.ofMillis(250);

  private final FrontContext context;
  private final Channel server;

  private HttpFront(FrontContext context, Channel server) {
    this.context = context;
    this.server = server;
  }

  /**
   * How a front is set up.
   *
   * @param region the region that the health line names
   * @param tls the certificate to serve with, or null for plain HTTP
   * @param random makes request ids different; not for secrets
   */
  public record Settings(
      String region,
      HttpLimits limits,
      Authenticator authenticator,
      Clock clock,
      RandomSource random,
      @Nullable SslContext tls) {}

  /**
   * Listens, and serves until closed.
   *
   * @param port 0 for any free port, see {@link #boundPort}
   * @throws PortInUseException when another process has the port
   * @throws IOException when the address cannot be bound for another reason
   */
  public static HttpFront start(
      HttpTransport transport, String host, int port, Settings settings, RequestHandler handler)
      throws IOException {
    Reception reception =
        new Reception(
            settings.region(),
            settings.limits().requestBytesMax(),
            handler,
            settings.authenticator());
    FrontContext context =
        new FrontContext(
            settings.limits(),
            settings.clock(),
            settings.random(),
            reception,
            handler,
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true));
    int unsentMax = settings.limits().unsentBytesMax();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.loops())
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(Math.max(1, unsentMax / 2), unsentMax))
            .childHandler(new ConnectionSetup(context, settings.tls()));
    ChannelFuture bound = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw bindFailure(host, port, failure);
    }
    return new HttpFront(context, bound.channel());
  }

  private static IOException bindFailure(String host, int port, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("in use")
        ? new PortInUseException(port, failure)
        : new IOException("Cannot listen on " + host + ":" + port + ": " + message, failure);
  }

  /** The port that this front listens on. */
  public int boundPort() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Connections that are open now. */
  public int connections() {
    return context.admission().connections();
  }

  /** Requests that are being received or worked on now. */
  public int callsUnderWay() {
    return context.admission().calls();
  }

  /** Bytes of the bodies of requests under way. */
  public long bodyBytes() {
    return context.admission().bodyBytes();
  }

  /** Closes with ten seconds for the requests under way. */
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  /**
   * Ends each connection with its next answer, which says so: then no request is on its way when
   * the connection goes. After a moment it takes no more connections and no more requests, answers
   * those under way, and closes what is left after {@code grace}. Idempotent.
   */
  public void close(Duration grace) {
    context.beginClosing();
    context
        .connections()
        .newCloseFuture()
        .awaitUninterruptibly(
            Math.min(FAREWELL.toMillis(), grace.toMillis()), TimeUnit.MILLISECONDS);
    server.close().awaitUninterruptibly();
    for (Channel channel : context.connections()) {
      HttpConnection connection = channel.pipeline().get(HttpConnection.class);
      if (connection != null) {
        channel.eventLoop().execute(connection::closeWhenIdle);
      }
    }
    boolean allGone =
        context
            .connections()
            .newCloseFuture()
            .awaitUninterruptibly(grace.toMillis(), TimeUnit.MILLISECONDS);
    if (!allGone) {
      context.connections().close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }
}
