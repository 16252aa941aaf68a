package dev.stator.router.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection may take for what. One timer per connection looks at all of it, at half the
 * shortest limit, so a limit is kept to within half of that; nothing is scheduled per request.
 */
// Netty reports what fails on a channel by closing it, not only through futures.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionTimes {
  private final HttpConnection connection;
  private final Channel channel;
  private final FrontContext front;
  private final long requestNanosMax;
  private final long answerNanosMax;
  private final long writeNanosMax;
  private final long idleNanosMax;
  private final long everyNanos;

  private long activeAt;
  private long receivingSince;
  private boolean receiving;
  private long unwritableSince;
  private boolean unwritable;
  private boolean lingering;
  private boolean stopped;
  private @Nullable Future<?> timer;

  ConnectionTimes(HttpConnection connection, Channel channel, FrontContext front) {
    this.connection = connection;
    this.channel = channel;
    this.front = front;
    HttpLimits limits = front.limits();
    this.requestNanosMax = limits.requestTime().toNanos();
    this.answerNanosMax = limits.answerTime().toNanos();
    this.writeNanosMax = limits.writeTime().toNanos();
    this.idleNanosMax = limits.idleTime().toNanos();
    this.everyNanos =
        Math.max(
            Duration.ofMillis(10).toNanos(),
            Math.min(
                    Math.min(requestNanosMax, answerNanosMax),
                    Math.min(writeNanosMax, idleNanosMax))
                / 2);
  }

  void start() {
    activeAt = front.clock().nanos();
    scheduleLook();
  }

  private void scheduleLook() {
    timer = channel.eventLoop().schedule(this::look, everyNanos, TimeUnit.NANOSECONDS);
  }

  void stop() {
    stopped = true;
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  void receivingSince(long now) {
    receiving = true;
    receivingSince = now;
  }

  void receivedAt(long now) {
    receiving = false;
    activeAt = now;
  }

  void wroteAt(long now) {
    activeAt = now;
  }

  void writable(boolean nowWritable, long now) {
    unwritable = !nowWritable;
    unwritableSince = now;
  }

  private void look() {
    if (stopped) {
      return;
    }
    long now = front.clock().nanos();
    if (!channel.config().isAutoRead()) {
      // It is us who do not read, so the request is not slow.
      receivingSince = now;
    }
    connection.answerOverdue(now - answerNanosMax);
    if (unwritable && now - unwritableSince > writeNanosMax) {
      channel.close();
      return;
    }
    if (receiving && now - receivingSince > requestNanosMax) {
      receiving = false;
      connection.refuseSlowRequest();
    } else if (connection.idle() && now - activeAt > idleNanosMax) {
      channel.close();
      return;
    }
    scheduleLook();
  }

  /**
   * The last answer is on its way. Closing at once would let the kernel reset the connection when
   * the client has sent something that was not read, and the answer would be lost; so our side ends
   * first, and the rest is thrown away for a moment. Idempotent.
   */
  void startLingering() {
    if (lingering || !channel.isActive()) {
      return;
    }
    lingering = true;
    receiving = false;
    if (channel instanceof DuplexChannel duplex
        && channel.pipeline().get(SslHandler.class) == null) {
      duplex.shutdownOutput();
    }
    channel
        .eventLoop()
        .schedule(
            () -> channel.close(), front.limits().lingerTime().toNanos(), TimeUnit.NANOSECONDS);
  }
}
