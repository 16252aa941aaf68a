package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The ceiling: a bare Netty HTTP server that answers each GetItem with the same 900 B item and
 * everything else with {@code {}}, without looking at the body. Run with a port as its argument.
 */
public final class EchoServer {
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ITEM =
      ("{\"Item\":" + BenchItem.json(BenchItem.key(1), new SplittableRandom(1)) + "}")
          .getBytes(StandardCharsets.UTF_8);

  private EchoServer() {}

  /**
   * Serves until it is killed.
   *
   * @param args the port, and optionally the number of event loops
   */
  public static void main(String[] args) {
    Endpoint endpoint = Endpoint.loopback(Integer.parseInt(args[0]));
    int threads =
        args.length > 1 ? Integer.parseInt(args[1]) : Runtime.getRuntime().availableProcessors();
    Transport transport = Transport.best();
    Channel server =
        new ServerBootstrap()
            .group(transport.group(threads))
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpServerCodec(), new Answerer());
                  }
                })
            .bind(endpoint.host(), endpoint.port())
            .syncUninterruptibly()
            .channel();
    System.out.println("Echo is ready at " + endpoint);
    server.closeFuture().syncUninterruptibly();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static final class Answerer extends ChannelInboundHandlerAdapter {
    private byte[] answer = EMPTY;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        String target = request.headers().get("X-Amz-Target");
        answer = target != null && target.endsWith(".GetItem") ? ITEM : EMPTY;
      }
      if (message instanceof LastHttpContent) {
        context.writeAndFlush(response(answer), context.voidPromise());
      }
      ReferenceCountUtil.release(message);
    }

    private static FullHttpResponse response(byte[] body) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/x-amz-json-1.0")
          .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
      return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
