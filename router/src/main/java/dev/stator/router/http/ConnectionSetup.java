package dev.stator.router.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Gives a new connection its handlers, or turns it away when there are too many. */
// Netty reports what fails on a channel by closing it, not only through futures.
@SuppressWarnings("FutureReturnValueIgnored")
@ChannelHandler.Sharable
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private static final int CHUNK_BYTES_MAX = 64 << 10;

  private final FrontContext front;
  private final @Nullable SslContext tls;
  private final byte[] turnedAway;

  ConnectionSetup(FrontContext front, @Nullable SslContext tls) {
    this.front = front;
    this.tls = tls;
    Answer answer = HeadCheck.tooBusy("Too many connections are open.");
    this.turnedAway =
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: "
                + answer.length()
                + "\r\nConnection: close\r\n\r\n"
                + new String(answer.bytes(), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.closeFuture().addListener(closed -> front.admission().endConnection());
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    if (!front.admission().beginConnection()) {
      channel
          .writeAndFlush(Unpooled.wrappedBuffer(turnedAway))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    front.connections().add(channel);
    HttpLimits limits = front.limits();
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLineBytesMax())
            .setMaxHeaderSize(limits.headerBytesMax())
            .setMaxChunkSize(CHUNK_BYTES_MAX)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true);
    channel
        .pipeline()
        .addLast(new HttpRequestDecoder(config))
        .addLast(new HttpConnection(channel, front));
  }
}
