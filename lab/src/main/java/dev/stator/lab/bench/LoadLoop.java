package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One event loop's share of a run: its connections, their requests, its clock. */
// What is scheduled here reschedules itself and reports through the statistics.
@SuppressWarnings("FutureReturnValueIgnored")
final class LoadLoop {
  private static final long ANSWER_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Duration RECONNECT_AFTER = Duration.ofMillis(200);

  private final EventLoop eventLoop;
  private final Bootstrap bootstrap;
  private final RequestSource source;
  private final List<Endpoint> endpoints;
  private final Pacer pacer;
  private final LoopStats stats = new LoopStats();
  private final List<BenchConnection> open = new ArrayList<>();
  private final ArrayDeque<BenchConnection> idle = new ArrayDeque<>();
  private int nextEndpoint;
  private boolean stopped;

  LoadLoop(EventLoop eventLoop, Transport transport, RunSpec spec, RequestSource source, Pacer p) {
    this.eventLoop = eventLoop;
    this.source = source;
    this.endpoints = spec.target().endpoints();
    this.pacer = p;
    this.bootstrap =
        new Bootstrap()
            .group(eventLoop)
            .channel(transport.clientChannel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new BenchConnection(LoadLoop.this));
                  }
                });
  }

  LoopStats stats() {
    return stats;
  }

  void start(int connections) {
    eventLoop.execute(() -> {
      for (int i = 0; i < connections; i++) {
        connect();
      }
      tick();
      watch();
    });
  }

  /** Ends the run: nothing more is sent and every connection is closed. */
  void stop() {
    eventLoop.submit(() -> {
      stopped = true;
      List.copyOf(open).forEach(BenchConnection::close);
    });
  }

  private void connect() {
    if (stopped) {
      return;
    }
    Endpoint endpoint = endpoints.get(nextEndpoint++ % endpoints.size());
    ChannelFuture connecting = bootstrap.connect(endpoint.host(), endpoint.port());
    connecting.addListener(done -> {
      if (!done.isSuccess() && !stopped) {
        stats.error("cannot connect");
        reconnectLater();
      }
    });
  }

  private void reconnectLater() {
    eventLoop.schedule(this::connect, RECONNECT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
  }

  void connected(BenchConnection connection) {
    open.add(connection);
    free(connection, System.nanoTime());
  }

  void lost(BenchConnection connection) {
    open.remove(connection);
    idle.remove(connection);
    if (!stopped) {
      reconnectLater();
    }
  }

  /** A connection can send: at once when a request is due, else when one is. */
  void free(BenchConnection connection, long now) {
    if (stopped) {
      connection.close();
      return;
    }
    long intended = pacer.take(now);
    if (intended == Pacer.NOT_DUE) {
      idle.addLast(connection);
    } else {
      connection.send(source, intended, now);
    }
  }

  /** The open loop's clock: wakes for the next request that is due. */
  private void tick() {
    if (stopped) {
      return;
    }
    long now = System.nanoTime();
    while (!idle.isEmpty()) {
      long intended = pacer.take(now);
      if (intended == Pacer.NOT_DUE) {
        break;
      }
      idle.removeFirst().send(source, intended, now);
    }
    if (pacer instanceof Pacer.Timetable) {
      long wait = idle.isEmpty() ? 1_000_000 : pacer.nextDueNanos(now) - System.nanoTime();
      eventLoop.schedule(this::tick, Math.clamp(wait, 20_000, 1_000_000), TimeUnit.NANOSECONDS);
    }
  }

  private void watch() {
    if (!stopped) {
      long overdue = System.nanoTime() - ANSWER_WITHIN_NANOS;
      List.copyOf(open).forEach(connection -> connection.closeIfStuckSince(overdue));
      eventLoop.schedule(this::watch, 1, TimeUnit.SECONDS);
    }
  }
}
