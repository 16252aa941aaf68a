package dev.stator.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: gathers requests, hands them on, and sends the answers in the order of the
 * requests, whatever order they become ready in.
 *
 * <p>All state belongs to the channel's event loop; {@link #answered} alone may be called from
 * elsewhere. Answers that become ready during one read, or while a drain is already due, leave with
 * one flush.
 */
// Netty reports what fails on a channel by closing it, not only through futures.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private final FrontContext front;
  private final AnswerWriter writer;
  private final RequestIds ids;
  private final ConnectionTimes times;
  private final ArrayDeque<HttpExchange> waiting = new ArrayDeque<>();
  private final AtomicBoolean drainDue = new AtomicBoolean();

  /** The request whose body is still coming. */
  private @Nullable HttpExchange receiving;

  private boolean reading;
  private boolean continueDue;

  /** No more requests are taken: what comes is thrown away, and the last answer closes. */
  private boolean lastRequestTaken;

  private boolean ending;
  private long thrownAwayBytes;

  HttpConnection(Channel channel, FrontContext front) {
    this.channel = channel;
    this.front = front;
    this.writer = front.writer();
    this.ids = front.newIds();
    this.times = new ConnectionTimes(this, channel, front);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    times.start();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    if (lastRequestTaken) {
      throwAway(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      onHead(request);
    }
    if (message instanceof HttpContent content) {
      try {
        onContent(content);
      } finally {
        content.release();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    drain();
  }

  private void onHead(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      refuse(begin(request, false, 0), HeadCheck.unreadable(request.decoderResult().cause()));
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request) && !front.closing();
    long announced =
        HttpUtil.isTransferEncodingChunked(request) ? -1 : HttpUtil.getContentLength(request, 0L);
    HttpExchange exchange = begin(request, keepAlive, announced);
    receiving = exchange;
    times.receivingSince(front.clock().nanos());
    Answer complaint = HeadCheck.complaint(request, announced, front.limits());
    if (complaint != null) {
      refuse(exchange, complaint);
    } else if (HttpUtil.is100ContinueExpected(request)) {
      continueDue = true;
      sendContinueIfDue();
    }
  }

  private HttpExchange begin(HttpRequest request, boolean keepAlive, long announced) {
    boolean counted = front.admission().tryBeginCall();
    RequestBody body = new RequestBody(front.admission(), front.limits().requestBytesMax());
    boolean readable = request.decoderResult().isSuccess();
    HttpExchange exchange =
        new HttpExchange(
            this, readable ? request : null, ids.next(), keepAlive, announced, body, counted);
    waiting.add(exchange);
    if (!counted) {
      exchange.tryAnswer(HeadCheck.tooBusy("Too many requests are under way."));
    }
    return exchange;
  }

  private void onContent(HttpContent content) {
    HttpExchange exchange = receiving;
    if (exchange == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      refuse(exchange, HeadCheck.unreadable(content.decoderResult().cause()));
      return;
    }
    if (exchange.answer() == null) {
      switch (exchange.addToBody(content.content())) {
        case YES -> {}
        case TOO_LARGE -> {
          refuse(exchange, HeadCheck.tooLarge(front.limits().requestBytesMax()));
          return;
        }
        case NO_ROOM -> exchange.tryAnswer(HeadCheck.noRoom());
        case BROKEN -> throw new IllegalStateException("bytes that are only gathered cannot break");
      }
    }
    if (content instanceof LastHttpContent) {
      receiving = null;
      continueDue = false;
      times.receivedAt(front.clock().nanos());
      lastRequestTaken = !exchange.keepAlive();
      if (exchange.answer() == null) {
        dispatch(exchange);
      }
      if (waiting.size() >= front.limits().pipelinedMax()) {
        // At once: one round of reading would otherwise take several buffers more.
        updateReading();
      }
    }
  }

  private void dispatch(HttpExchange exchange) {
    exchange.bodyComplete();
    try {
      Answer answer = front.reception().receive(exchange);
      if (answer != null) {
        exchange.tryAnswer(answer);
      } else {
        handle(exchange);
      }
    } catch (RuntimeException | Error e) {
      LOG.error("Request {} ({}) failed inside Stator", exchange.requestId(), exchange.target(), e);
      exchange.tryAnswer(HeadCheck.internalError(exchange.contentType()));
    }
  }

  private void handle(HttpExchange exchange) {
    int bytes = exchange.body().length;
    if (!admission().tryBeginDecoding(bytes)) {
      exchange.tryAnswer(HeadCheck.noRoom());
      return;
    }
    exchange.handledAt(front.clock().nanos());
    try {
      front.handler().handle(exchange);
    } finally {
      admission().endDecoding(bytes);
    }
  }

  /** Answers {@code exchange} and takes nothing more from this connection. */
  private void refuse(HttpExchange exchange, Answer answer) {
    exchange.closeAfterwards();
    exchange.tryAnswer(answer);
    receiving = null;
    lastRequestTaken = true;
  }

  /** The request being received took too long. */
  void refuseSlowRequest() {
    HttpExchange exchange = receiving;
    if (exchange != null) {
      refuse(exchange, HeadCheck.tooSlow());
      drain();
    }
  }

  /** Answers the requests that have been worked on since before that. */
  void answerOverdue(long then) {
    boolean any = false;
    for (HttpExchange exchange : waiting) {
      if (exchange.handledBefore(then) && exchange.tryAnswerOverdue()) {
        any = true;
        LOG.error(
            "Request {} ({}) was not answered within {} s and is given up",
            exchange.requestId(),
            exchange.target(),
            front.limits().answerTime().toSeconds());
      }
    }
    if (any) {
      drain();
    }
  }

  boolean idle() {
    return waiting.isEmpty();
  }

  /** Ends the connection once its waiting requests are answered: the front is closing. */
  void closeWhenIdle() {
    if (waiting.isEmpty()) {
      channel.close();
    } else if (receiving == null) {
      lastRequestTaken = true;
      java.util.Objects.requireNonNull(waiting.peekLast()).closeAfterwards();
    } else {
      receiving.closeAfterwards();
    }
  }

  private void throwAway(Object message) {
    if (message instanceof HttpContent content) {
      thrownAwayBytes += content.content().readableBytes();
    }
    ReferenceCountUtil.release(message);
    if (thrownAwayBytes > front.limits().lingerBytesMax()) {
      channel.close();
    }
  }

  /** An answer has become ready. From any thread. */
  void answered() {
    if (channel.eventLoop().inEventLoop() && reading) {
      return;
    }
    if (drainDue.compareAndSet(false, true)) {
      try {
        channel.eventLoop().execute(this::drain);
      } catch (RejectedExecutionException e) {
        LOG.debug("An answer came after the front was closed");
      }
    }
  }

  /** Sends what is ready, in order, with one flush. */
  private void drain() {
    drainDue.set(false);
    boolean wrote = false;
    boolean last = false;
    HttpExchange exchange;
    while ((exchange = waiting.peek()) != null) {
      Answer answer = exchange.answer();
      if (answer == null || (exchange == receiving && channel.isActive())) {
        break;
      }
      waiting.poll();
      if (front.closing() && waiting.isEmpty()) {
        exchange.closeAfterwards();
      }
      if (last || !channel.isActive()) {
        answer.release();
        admission().endAnswer(answer.length());
      } else {
        write(exchange, answer);
        wrote = true;
        last = !exchange.keepAlive();
      }
      exchange.end(front.admission());
    }
    if (wrote) {
      times.wroteAt(front.clock().nanos());
      channel.flush();
    }
    if (last || (lastRequestTaken && waiting.isEmpty())) {
      endAfterLastByte();
    } else {
      sendContinueIfDue();
    }
    updateReading();
  }

  private void endAfterLastByte() {
    lastRequestTaken = true;
    if (!ending) {
      ending = true;
      // Not before all is written: ending our side would drop what still waits.
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> times.startLingering());
    }
  }

  private void write(HttpExchange exchange, Answer answer) {
    ByteBuf head = writer.write(channel.alloc(), exchange, answer);
    channel.write(head, channel.voidPromise());
    ByteBuf buffer = answer.buffer();
    if (buffer != null && !exchange.isHead()) {
      channel.write(buffer, channel.voidPromise());
    } else {
      answer.release();
    }
    int length = answer.length();
    if (Admission.isLarge(length)) {
      // Not the answer itself: its bytes are in a buffer of their own by now.
      channel.write(Unpooled.EMPTY_BUFFER).addListener(taken -> admission().endAnswer(length));
    }
  }

  /** What is under way over all connections. Any thread. */
  Admission admission() {
    return front.admission();
  }

  private void sendContinueIfDue() {
    // Only when nothing is before it: the client would take it for an answer to that.
    if (continueDue && receiving != null && waiting.peek() == receiving) {
      continueDue = false;
      channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), channel.voidPromise());
    }
  }

  private void updateReading() {
    int wholeRequests = receiving == null ? waiting.size() : waiting.size() - 1;
    boolean wanted =
        lastRequestTaken || (wholeRequests < front.limits().pipelinedMax() && channel.isWritable());
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    times.writable(channel.isWritable(), front.clock().nanos());
    updateReading();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      lastRequestTaken = true;
      HttpExchange cut = receiving;
      if (cut != null) {
        refuse(cut, HeadCheck.cutOff());
      }
      HttpExchange lastOne = waiting.peekLast();
      if (lastOne == null) {
        channel.close();
      } else {
        lastOne.closeAfterwards();
        drain();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    times.stop();
    lastRequestTaken = true;
    HttpExchange cut = receiving;
    if (cut != null) {
      receiving = null;
      cut.tryAnswer(HeadCheck.cutOff());
    }
    drain();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset by the peer, or a broken TLS record: nobody is left to be answered.
    LOG.debug("Connection from {} ended: {}", channel.remoteAddress(), cause.toString());
    channel.close();
  }
}
