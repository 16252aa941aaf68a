package dev.stator.router.http;

import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.FastThreadLocal;

/** What all connections of one front share. Thread safe. */
final class FrontContext {
  private final HttpLimits limits;
  private final Clock clock;
  private final Admission admission;
  private final Reception reception;
  private final RequestHandler handler;
  private final ChannelGroup connections;
  private final long idSalt;
  private final RandomSource random;
  private volatile boolean closing;

  private final FastThreadLocal<AnswerWriter> writers =
      new FastThreadLocal<>() {
        @Override
        protected AnswerWriter initialValue() {
          return new AnswerWriter(clock);
        }
      };

  FrontContext(
      HttpLimits limits,
      Clock clock,
      RandomSource random,
      Reception reception,
      RequestHandler handler,
      ChannelGroup connections) {
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.idSalt = random.nextLong();
    this.admission = new Admission(limits);
    this.reception = reception;
    this.handler = handler;
    this.connections = connections;
  }

  HttpLimits limits() {
    return limits;
  }

  Clock clock() {
    return clock;
  }

  Admission admission() {
    return admission;
  }

  Reception reception() {
    return reception;
  }

  RequestHandler handler() {
    return handler;
  }

  ChannelGroup connections() {
    return connections;
  }

  /** The writer of the calling event loop. */
  AnswerWriter writer() {
    return writers.get();
  }

  synchronized RequestIds newIds() {
    return new RequestIds(idSalt, random.nextLong());
  }

  /** Whether the front is being closed: answers then end their connections. */
  boolean closing() {
    return closing;
  }

  void beginClosing() {
    closing = true;
  }
}
