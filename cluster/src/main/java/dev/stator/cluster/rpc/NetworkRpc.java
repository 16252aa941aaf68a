package dev.stator.cluster.rpc;

import dev.stator.base.Check;
import dev.stator.base.Clock;
import dev.stator.base.Network;
import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls over a network that loses, delays, doubles and reorders.
 *
 * <p>A call is carried out once at most. Before its first call to a node, a process asks that
 * node's process for a session; calls name the session and have numbers of their own in it. A
 * process takes in each number of a session once, and nothing of a session that it did not give
 * out: so a copy of a request that comes late, even to a process that was started after the one
 * that carried it out, does nothing. A call waits until there is a session, so that it is certain
 * that what never got one was not done.
 *
 * <p>All methods may be called from any thread. Replies are called on whatever thread ends the
 * call, outside of all locks.
 */
public final class NetworkRpc implements Rpc {
  private static final long TICK_NANOS = 25_000_000L;
  private static final long LEAVE_LOOK_NANOS = 5_000_000L;

  /** How much longer than its caller a call's room is kept for it. */
  private static final long SERVING_SLACK_NANOS = 5_000_000_000L;

  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long TIMEOUT_NANOS_MAX = 600_000L * NANOS_PER_MILLI;
  private static final int SERVICES = 256;

  private final Network network;
  private final Clock clock;
  private final SerialExecutor executor;
  private final RpcOptions options;
  private final long era;
  private final AtomicLong lastSession = new AtomicLong();
  private final AtomicReferenceArray<@Nullable Handler> handlers =
      new AtomicReferenceArray<>(SERVICES);
  private final ConcurrentSkipListMap<String, Node> nodes = new ConcurrentSkipListMap<>();

  /** The highest number of a call to a node that was forgotten: its process may still know it. */
  private final AtomicLong forgottenCalls = new AtomicLong();

  private final AtomicBoolean ticking = new AtomicBoolean();

  /** On the executor alone. */
  private @Nullable Leave leave;

  /** What this process has with another node. */
  private record Node(String name, Outgoing outgoing, Incoming incoming) {}

  /**
   * @param network carries nothing else
   * @param executor for time-outs
   */
  public NetworkRpc(
      Network network,
      Clock clock,
      SerialExecutor executor,
      RandomSource random,
      RpcOptions options) {
    this.network = network;
    this.clock = clock;
    this.executor = executor;
    this.options = options;
    this.era = random.nextLong();
    network.receive(this::message);
  }

  @Override
  public void serve(int service, Handler handler) {
    Check.that(service > 0 && service < SERVICES, "no service %d", service);
    Check.that(
        handlers.compareAndSet(service, null, handler), "service %d is served already", service);
  }

  @Override
  public void call(
      String node, int service, byte[] request, long timeoutNanos, Consumer<Outcome> reply) {
    Check.that(service > 0 && service < SERVICES, "no service %d", service);
    if (request.length > options.messageBytesMax()) {
      reply.accept(new Outcome.NotDone("a request of " + request.length + " bytes is too large"));
      return;
    }
    Node to = node(node);
    if (to == null) {
      reply.accept(new Outcome.NotDone("too many nodes are known"));
      return;
    }
    long nanos = Math.clamp(timeoutNanos, 1, TIMEOUT_NANOS_MAX);
    Outgoing.Pending call = new Outgoing.Pending(service, request, clock.nanos() + nanos, reply);
    switch (to.outgoing().add(call, clock.nanos())) {
      case Outgoing.Taken.Send taken -> send(to, taken.sending());
      case Outgoing.Taken.Waits waits -> open(to);
      case Outgoing.Taken.Not not -> {
        reply.accept(not.outcome());
        return;
      }
      case Outgoing.Taken.Silent silent -> {
        open(to);
        reply.accept(new Outcome.NotDone("it is not heard"));
        return;
      }
    }
    tickIfNeeded();
  }

  /**
   * Says that the connection to a node broke, or that there is none: calls to it end now, and new
   * ones are turned away until {@link #linkUp}. A network that says neither is taken as up.
   */
  public void linkDown(String node) {
    Node down = node(node);
    if (down != null) {
      down.outgoing().linkDown().forEach(Outgoing.Ended::tell);
    }
  }

  @Override
  public void silent(String node) {
    Node known = nodes.get(node);
    if (known != null) {
      known.outgoing().silent().forEach(Outgoing.Ended::tell);
    }
  }

  /** Makes room: that node is no member any more. Calls to it end as when a connection breaks. */
  public void forget(String node) {
    Node gone = node.equals(network.self()) ? null : nodes.remove(node);
    if (gone != null) {
      gone.outgoing().linkDown().forEach(Outgoing.Ended::tell);
      forgottenCalls.accumulateAndGet(gone.outgoing().lastCall(), Math::max);
    }
  }

  /** Says that there is a connection to a node, maybe to another process than before. */
  public void linkUp(String node) {
    Node up = node(node);
    if (up != null) {
      up.outgoing().linkUp();
    }
  }

  /**
   * Has nobody begin a call to this process any more, and waits until all that came are answered
   * and the answers have arrived. Calls of this process are not touched. Once.
   *
   * @param done runs once, on any thread: then, or when the time is over
   */
  public void leave(long withinNanos, Runnable done) {
    List<String> callers =
        nodes.values().stream()
            .filter(node -> !node.name().equals(network.self()) && node.outgoing().isLinked())
            .map(Node::name)
            .toList();
    executor.execute(() -> {
      leave = new Leave(callers, clock.nanos() + withinNanos, done);
      goOnLeaving();
    });
  }

  private void heeded(Node from, RpcFrame.Heeded heeded) {
    if (heeded.serverEra() == era) {
      executor.execute(() -> {
        if (leave != null) {
          leave.heeded(from.name(), heeded.round());
        }
      });
    }
  }

  private void goOnLeaving() {
    Leave now = leave;
    if (now == null || now.isFinished()) {
      return;
    }
    boolean serving = nodes.values().stream().anyMatch(node -> !node.incoming().isIdle());
    switch (now.next(serving, clock.nanos())) {
      case WAIT -> executor.schedule(LEAVE_LOOK_NANOS, this::goOnLeaving);
      case TELL -> {
        for (String caller : now.callers()) {
          network.send(caller, RpcCodec1.encode(new RpcFrame.Leaving(era, now.round())));
        }
        goOnLeaving();
      }
      case END -> now.done().run();
    }
  }

  private @Nullable Node node(String name) {
    Node known = nodes.get(name);
    if (known != null) {
      return known;
    }
    if (nodes.size() >= options.nodesMax()) {
      return null;
    }
    Node made = new Node(name, new Outgoing(options, forgottenCalls.get()), new Incoming(options));
    if (name.equals(network.self())) {
      long session = made.incoming().open(era, lastSession.incrementAndGet());
      made.outgoing().openedHere(new Outgoing.Session(era, session));
    }
    Node earlier = nodes.putIfAbsent(name, made);
    return earlier == null ? made : earlier;
  }

  /** To itself a node hands the request over as it is. */
  private void send(Node to, Outgoing.Sending sending) {
    Outgoing.Pending call = sending.pending();
    long leftNanos = Math.max(0, call.deadlineNanos() - clock.nanos());
    RpcFrame.Request request =
        new RpcFrame.Request(
            era,
            sending.session().serverEra(),
            sending.session().session(),
            sending.call(),
            (int) (leftNanos / NANOS_PER_MILLI) + 1,
            call.service(),
            call.request());
    if (to.name().equals(network.self())) {
      requested(to, request);
    } else {
      network.send(to.name(), RpcCodec1.encode(request));
    }
  }

  private void answer(Node to, RpcFrame frame) {
    if (to.name().equals(network.self())) {
      received(to, frame);
    } else {
      network.send(to.name(), RpcCodec1.encode(frame));
    }
  }

  private void open(Node to) {
    long nonce = to.outgoing().ask(clock.nanos());
    if (nonce != 0) {
      network.send(to.name(), RpcCodec1.encode(new RpcFrame.Open(era, nonce)));
    }
  }

  private void message(String from, byte[] bytes) {
    RpcFrame frame = RpcCodec1.decode(bytes);
    Node node = frame == null ? null : node(from);
    if (frame != null && node != null) {
      node.outgoing().heard();
      received(node, frame);
    }
  }

  private void received(Node from, RpcFrame frame) {
    switch (frame) {
      case RpcFrame.Open open -> {
        long session = from.incoming().open(open.callerEra(), lastSession.incrementAndGet());
        answer(from, new RpcFrame.Opened(open.callerEra(), open.nonce(), era, session));
      }
      case RpcFrame.Opened opened -> {
        if (opened.callerEra() == era) {
          from.outgoing()
              .opened(opened.nonce(), new Outgoing.Session(opened.serverEra(), opened.session()))
              .forEach(sending -> send(from, sending));
        }
      }
      case RpcFrame.Request request -> requested(from, request);
      case RpcFrame.Response response ->
          end(
              from,
              response.callerEra(),
              response.call(),
              new Outcome.Answered(response.payload()));
      case RpcFrame.Refused refused ->
          end(from, refused.callerEra(), refused.call(), new Outcome.NotDone(refused.reason()));
      case RpcFrame.Full full ->
          end(
              from,
              full.callerEra(),
              full.call(),
              new Outcome.Busy("it answers too many calls already"));
      case RpcFrame.Stranger stranger -> {
        if (stranger.callerEra() == era) {
          tell(from.outgoing().stranger(stranger.call()));
          open(from);
        }
      }
      case RpcFrame.Lost lost ->
          end(from, lost.callerEra(), lost.call(), new Outcome.Unknown(lost.reason()));
      case RpcFrame.Leaving leaving -> {
        if (from.outgoing().leaving(leaving.serverEra(), clock.nanos())) {
          answer(from, new RpcFrame.Heeded(leaving.serverEra(), leaving.round()));
        }
      }
      case RpcFrame.Heeded heeded -> heeded(from, heeded);
    }
  }

  private void end(Node from, long callerEra, long call, Outcome outcome) {
    if (callerEra == era) {
      tell(from.outgoing().end(call, outcome));
    }
  }

  private static void tell(Outgoing.@Nullable Ended ended) {
    if (ended != null) {
      ended.tell();
    }
  }

  private void requested(Node from, RpcFrame.Request request) {
    long caller = request.callerEra();
    long call = request.call();
    long waitNanos = Math.clamp(request.timeoutMillis() * NANOS_PER_MILLI, 0, TIMEOUT_NANOS_MAX);
    long now = clock.nanos();
    Incoming.Arrival arrival =
        request.serverEra() == era
            ? from.incoming().arrived(request, now + waitNanos + SERVING_SLACK_NANOS, now)
            : new Incoming.Arrival.Stranger();
    switch (arrival) {
      case Incoming.Arrival.Serve serve -> serve(from, request, serve.ticket());
      case Incoming.Arrival.Known known -> {}
      case Incoming.Arrival.NoRoom full -> answer(from, new RpcFrame.Full(caller, call));
      case Incoming.Arrival.Stranger stranger -> answer(from, new RpcFrame.Stranger(caller, call));
    }
  }

  private void serve(Node from, RpcFrame.Request request, long ticket) {
    long caller = request.callerEra();
    long call = request.call();
    Handler handler = request.service() == 0 ? null : handlers.get(request.service());
    if (handler == null) {
      refuse(from, request, ticket, "no service " + request.service());
      return;
    }
    try {
      handler.handle(
          from.name(),
          request.payload(),
          response -> {
            if (from.incoming().served(ticket, clock.nanos())) {
              answer(
                  from,
                  response.length <= options.messageBytesMax()
                      ? new RpcFrame.Response(caller, call, response)
                      : new RpcFrame.Lost(
                          caller, call, "an answer of " + response.length + " bytes is too large"));
            }
          });
    } catch (MalformedMessageException unread) {
      refuse(from, request, ticket, "it cannot be read: " + unread.getMessage());
    }
  }

  private void refuse(Node from, RpcFrame.Request request, long ticket, String reason) {
    if (from.incoming().served(ticket, clock.nanos())) {
      answer(from, new RpcFrame.Refused(request.callerEra(), request.call(), reason));
    }
  }

  private void tickIfNeeded() {
    if (!ticking.get() && ticking.compareAndSet(false, true)) {
      executor.schedule(TICK_NANOS, this::tick);
    }
  }

  private void tick() {
    long now = clock.nanos();
    boolean idle = true;
    for (Node node : nodes.values()) {
      List<Outgoing.Ended> ended = node.outgoing().expire(now);
      ended.forEach(Outgoing.Ended::tell);
      open(node);
      idle &= node.outgoing().isIdle();
    }
    if (!idle) {
      executor.schedule(TICK_NANOS, this::tick);
      return;
    }
    ticking.set(false);
    // A call may have come after the look at its node and found the ticks still going.
    for (Node node : nodes.values()) {
      if (!node.outgoing().isIdle()) {
        tickIfNeeded();
        return;
      }
    }
  }
}
