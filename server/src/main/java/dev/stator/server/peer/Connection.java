package dev.stator.server.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from either side. It says who this node is, hears who the other one is, and is
 * then handed to the owner, who keeps or closes it. Lives on the event loop.
 *
 * <p>The side that connected greets first; the other greets back only if it takes the connection,
 * and else says why not. A greeting may be repeated, by a node that has joined a cluster meanwhile.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
  private final Owner owner;
  private final boolean dialed;
  private final boolean inquiry;
  private final int helloMillis;
  private @Nullable Channel channel;
  private @Nullable Hello hello;
  private @Nullable String ending;
  private boolean refused;

  /** Whose connection it is. */
  interface Owner {
    /** What to say of this node. */
    Hello self(boolean inquiry);

    /** Why the other side is not welcome; null when it is. Asked for each of its greetings. */
    @Nullable String objection(Connection connection, Hello hello);

    /** The other side has said who it is, and is welcome. */
    void greeted(Connection connection, Hello hello);

    void message(Connection connection, byte[] message);

    void writable(Connection connection);

    /**
     * It is gone. Called once.
     *
     * @param why for people
     * @param refused whether one side did not want the other
     */
    void closed(Connection connection, String why, boolean refused);

    /** What came in was no frame. */
    void broken(Connection connection);
  }

  /**
   * @param dialed whether this side connected
   * @param inquiry whether only the answer is wanted
   */
  Connection(Owner owner, boolean dialed, boolean inquiry, int helloMillis) {
    this.owner = owner;
    this.dialed = dialed;
    this.inquiry = inquiry;
    this.helloMillis = helloMillis;
  }

  boolean dialed() {
    return dialed;
  }

  /** Who is at the other end; null before it has said so. */
  @Nullable Hello hello() {
    return hello;
  }

  @Nullable Channel channel() {
    return channel;
  }

  String remoteAddress() {
    return channel == null ? "?" : String.valueOf(channel.remoteAddress());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    if (dialed) {
      write(Frames1.hello(owner.self(inquiry)));
    }
    ctx.executor()
        .schedule(
            () -> {
              if (hello == null) {
                end("it did not say who it is", false);
              }
            },
            helloMillis,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean takesMessages() {
    return hello != null;
  }

  @Override
  public void frame(byte type, byte[] payload) {
    if (ending != null) {
      return;
    }
    switch (type) {
      case Frames1.HELLO -> greeted(Frames1.readHello(payload));
      case Frames1.REFUSAL -> end(new String(payload, StandardCharsets.UTF_8), true);
      case Frames1.MESSAGE -> {
        if (hello == null) {
          broken("a message before a greeting");
        } else {
          owner.message(this, payload);
        }
      }
      default -> {
        // A sign of life, which has been taken note of.
      }
    }
  }

  private void greeted(@Nullable Hello said) {
    if (said == null) {
      broken("a greeting that cannot be read");
      return;
    }
    boolean asks = said.inquiry() && !dialed;
    String objection = PeerTls.misnamed(channel, said.node());
    if (objection == null && !asks && !inquiry) {
      objection = owner.objection(this, said);
    }
    if (objection != null) {
      refuse(objection);
      return;
    }
    if (asks) {
      write(Frames1.hello(owner.self(false)));
      return;
    }
    boolean first = hello == null;
    if (first && !dialed) {
      write(Frames1.hello(owner.self(false)));
    }
    hello = said;
    if (first) {
      owner.greeted(this, said);
    }
  }

  /** Says who this node is once more. */
  void greetAgain() {
    write(Frames1.hello(owner.self(false)));
  }

  /** Ends it, and tells the other side why. */
  void refuse(String why) {
    if (ending == null) {
      ending = why;
      refused = true;
      Channel to = channel;
      if (to != null) {
        to.writeAndFlush(Unpooled.wrappedBuffer(Frames1.refusal(why)))
            .addListener(ChannelFutureListener.CLOSE);
      }
    }
  }

  /** Ends it when what was written has left. */
  void end(String why, boolean unwanted) {
    if (ending == null) {
      ending = why;
      refused = unwanted;
      Channel to = channel;
      if (to != null) {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        // What the other side does not read does not keep it open.
        to.eventLoop().schedule(() -> to.close(), 1, TimeUnit.SECONDS);
      }
    }
  }

  /** Ends it now. */
  private void abort(String why) {
    if (ending == null) {
      ending = why;
    }
    Channel to = channel;
    if (to != null) {
      to.close();
    }
  }

  @Override
  public void broken(String why) {
    owner.broken(this);
    abort("it sent " + why);
  }

  private void write(byte[] frame) {
    Channel to = channel;
    if (to != null) {
      to.writeAndFlush(Unpooled.wrappedBuffer(frame), to.voidPromise());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent idle) {
      if (idle.state() == IdleState.READER_IDLE) {
        abort("nothing was heard of it");
      } else if (hello != null && ctx.channel().isWritable()) {
        write(Frames1.keepAlive());
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      owner.writable(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    String why = ending;
    owner.closed(this, why == null ? "it was closed by the other side" : why, refused);
  }

  /** Of sockets and TLS: what our own code throws goes to the owner's fatal handler instead. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refused |= ending == null && PeerTls.isOfTls(cause);
    abort(PeerTls.why(cause));
  }
}
