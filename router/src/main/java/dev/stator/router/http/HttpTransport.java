package dev.stator.router.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The event loops, and the kind of sockets that fit them: epoll where it loads, else NIO. */
public final class HttpTransport implements AutoCloseable {
  private final EventLoopGroup loops;
  private final Class<? extends ServerSocketChannel> serverChannel;
  private final String name;

  private HttpTransport(
      EventLoopGroup loops, Class<? extends ServerSocketChannel> serverChannel, String name) {
    this.loops = loops;
    this.serverChannel = serverChannel;
    this.name = name;
  }

  /** Loads the native library of the best kind, if there is one. Any thread. */
  public static void load() {
    Epoll.isAvailable();
  }

  /**
   * Starts event loops of the best kind that this machine has.
   *
   * @param threads number of event loops
   */
  public static HttpTransport best(int threads) {
    HttpTransport best = ofBestKind(threads);
    best.prepare();
    return best;
  }

  private static HttpTransport ofBestKind(int threads) {
    return Epoll.isAvailable()
        ? new HttpTransport(
            loops(threads, EpollIoHandler.newFactory()), EpollServerSocketChannel.class, "epoll")
        : nio(threads);
  }

  /** Starts event loops that run everywhere. */
  public static HttpTransport nio(int threads) {
    return new HttpTransport(
        loops(threads, NioIoHandler.newFactory()), NioServerSocketChannel.class, "nio");
  }

  /** Makes a server socket that listens nowhere: the first one takes the longest. */
  private void prepare() {
    new ServerBootstrap()
        .group(loops)
        .channel(serverChannel)
        .childHandler(new ChannelInboundHandlerAdapter())
        .register()
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static EventLoopGroup loops(int threads, IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory("stator-http"), factory);
  }

  EventLoopGroup loops() {
    return loops;
  }

  Class<? extends ServerSocketChannel> serverChannel() {
    return serverChannel;
  }

  /** {@code epoll} or {@code nio}. */
  public String name() {
    return name;
  }

  /** Stops the event loops. Fronts on them are closed first. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
