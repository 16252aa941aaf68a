package dev.stator.lab.bench;

import dev.stator.lab.wire.ErrorNames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** One kept-alive connection with at most one request in flight. Lives on its loop's thread. */
// A write that fails closes the channel, and channelInactive counts that.
@SuppressWarnings("FutureReturnValueIgnored")
final class BenchConnection extends ChannelInboundHandlerAdapter {
  private final LoadLoop loop;
  private final ResponseScanner scanner = new ResponseScanner();
  private @Nullable ChannelHandlerContext context;
  private boolean inFlight;
  private boolean read;
  private long intendedNanos;
  private long sentNanos;

  BenchConnection(LoadLoop loop) {
    this.loop = loop;
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    context = opened;
    loop.connected(this);
  }

  void send(RequestSource source, long intended, long now) {
    ChannelHandlerContext open = context;
    if (open == null) {
      return;
    }
    ByteBuf request = source.next(open.alloc());
    read = source.lastWasRead();
    intendedNanos = intended;
    sentNanos = now;
    inFlight = true;
    open.writeAndFlush(request, open.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    boolean complete;
    try {
      complete = scanner.feed(bytes);
    } finally {
      bytes.release();
    }
    if (complete) {
      answered();
    }
  }

  private void answered() {
    long now = System.nanoTime();
    int status = scanner.status();
    if (status == 200) {
      loop.stats().success(read, now - intendedNanos);
    } else {
      loop.stats().error(ErrorNames.shortName(scanner.body(), status));
    }
    scanner.reset();
    inFlight = false;
    loop.free(this, now);
  }

  /** Closes a connection whose answer is overdue. */
  void closeIfStuckSince(long nanos) {
    if (inFlight && sentNanos - nanos < 0) {
      fail("no answer in time");
    }
  }

  private void fail(String what) {
    if (inFlight) {
      inFlight = false;
      loop.stats().error(what);
    }
    close();
  }

  void close() {
    ChannelHandlerContext open = context;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    fail("connection closed");
    loop.lost(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    fail(cause.getClass().getSimpleName());
  }
}
