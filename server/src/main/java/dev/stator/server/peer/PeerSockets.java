package dev.stator.server.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens sockets, with everything in their pipelines that a connection between nodes has. */
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerSockets {
  private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(512 << 10, 1 << 20);

  private final PeerLoop loop;
  private final @Nullable PeerTls tls;
  private final PeerOptions options;

  PeerSockets(PeerLoop loop, @Nullable PeerTls tls, PeerOptions options) {
    this.loop = loop;
    this.tls = tls;
    this.options = options;
  }

  /**
   * Listens.
   *
   * @param accepted makes the connection for a socket that came in; null to close it at once
   * @throws IOException with a sentence that says what to change
   */
  Channel listen(String host, int port, Supplier<@Nullable Connection> accepted)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop.loop())
            .channel(loop.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Connection connection = accepted.get();
                    if (connection == null) {
                      channel.close();
                    } else {
                      fill(channel, connection, tls == null ? null : tls.server);
                    }
                  }
                })
            .bind(new InetSocketAddress(host, port))
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      String message = String.valueOf(failure.getMessage());
      throw new IOException(
          message.contains("in use")
              ? "The peer port "
                  + port
                  + " is already in use: stop the other process or choose another with"
                  + " --peer-port."
              : "Cannot listen for other nodes on "
                  + host
                  + ":"
                  + port
                  + ", see --host: "
                  + message,
          failure);
    }
    return bound.channel();
  }

  /**
   * Connects, and calls {@code failed} on the loop if that comes to nothing before there is a
   * connection. Does not wait for names to be resolved.
   */
  void dial(String host, int port, Connection connection, Consumer<String> failed) {
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    if (literal != null) {
      dial(new InetSocketAddress(literal, port), connection, failed);
      return;
    }
    Thread.startVirtualThread(() -> {
      try {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(host), port);
        loop.loop().execute(() -> dial(to, connection, failed));
      } catch (UnknownHostException unknown) {
        loop.loop().execute(() -> failed.accept("there is no host " + host));
      }
    });
  }

  private void dial(InetSocketAddress to, Connection connection, Consumer<String> failed) {
    new Bootstrap()
        .group(loop.loop())
        .channel(loop.channel())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, options.connectMillis())
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                fill(channel, connection, tls == null ? null : tls.client);
              }
            })
        .connect(to)
        .addListener(done -> {
          if (!done.isSuccess()) {
            failed.accept(PeerTls.why(done.cause()));
          }
        });
  }

  private void fill(Channel channel, Connection connection, @Nullable SslContext context) {
    ChannelPipeline pipeline = channel.pipeline();
    if (context != null) {
      pipeline.addLast(context.newHandler(channel.alloc()));
    }
    pipeline.addLast(
        new IdleStateHandler(
            options.silenceMillis(), options.keepAliveMillis(), 0, TimeUnit.MILLISECONDS));
    pipeline.addLast(new FrameReader(connection, options.messageBytesMax()));
    pipeline.addLast(connection);
  }
}
