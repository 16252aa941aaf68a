package dev.stator.cluster.rpc;

import dev.stator.cluster.rpc.Rpc.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls from this process to one other node. A call waits until there is a session, is sent once,
 * and ends when whoever takes it out of the map says how: that is what makes its outcome the only
 * one. Methods answer with what is to be sent or said; that happens outside of the lock.
 */
final class Outgoing {
  /** How long to wait for an answer to a request for a session before it is sent again. */
  static final long REOPEN_NANOS = 100_000_000L;

  /** For how long a process that said that it stops is not called: it is gone by then. */
  static final long LEAVING_NANOS = 5_000_000_000L;

  private final Budget budget;
  // In order of the calls' numbers.
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private long lastCall;
  private long lastNonce;
  private long askedNanos;
  private boolean asking;
  private boolean linkDown;
  private volatile boolean silent;
  private boolean leaving;
  private long leavingSinceNanos;
  private @Nullable Session session;

  /** As the other process gave it out. */
  record Session(long serverEra, long session) {}

  /** A call in its session, to be sent now. */
  record Sending(Session session, long call, Pending pending) {}

  /** A call that has ended. */
  record Ended(Pending pending, Outcome outcome) {
    void tell() {
      pending.reply().accept(outcome);
    }
  }

  /**
   * @param firstCall all calls are numbered above it
   */
  Outgoing(RpcOptions options, long firstCall) {
    lastCall = firstCall;
    budget = new Budget(options.callsMax(), options.callBytesMax());
  }

  /** One call that has not ended. */
  static final class Pending {
    private final int service;
    private final byte[] request;
    private final long deadlineNanos;
    private final Consumer<Outcome> reply;
    private @Nullable Session sentIn;

    Pending(int service, byte[] request, long deadlineNanos, Consumer<Outcome> reply) {
      this.service = service;
      this.request = request;
      this.deadlineNanos = deadlineNanos;
      this.reply = reply;
    }

    int service() {
      return service;
    }

    byte[] request() {
      return request;
    }

    long deadlineNanos() {
      return deadlineNanos;
    }

    Consumer<Outcome> reply() {
      return reply;
    }
  }

  /** Whether a call was taken, and what follows. */
  sealed interface Taken {
    /** To be sent now. */
    record Send(Sending sending) implements Taken {}

    /** It waits for a session. */
    record Waits() implements Taken {}

    /** It was not taken. */
    record Not(Outcome outcome) implements Taken {}

    /** It was not taken, since nothing is heard of the node: that is looked into. */
    record Silent() implements Taken {}
  }

  synchronized Taken add(Pending call, long nowNanos) {
    if (linkDown) {
      return not("there is no connection to it");
    }
    if (leaving && nowNanos - leavingSinceNanos < LEAVING_NANOS) {
      return not("it stops");
    }
    if (silent) {
      return new Taken.Silent();
    }
    if (!budget.take(call.request.length)) {
      return new Taken.Not(new Outcome.Busy("too many calls to it wait for an answer"));
    }
    long number = ++lastCall;
    pending.put(number, call);
    Session open = session;
    if (open == null) {
      return new Taken.Waits();
    }
    call.sentIn = open;
    return new Taken.Send(new Sending(open, number, call));
  }

  private static Taken not(String why) {
    return new Taken.Not(new Outcome.NotDone(why));
  }

  /** The nonce to ask for a session with; 0 when there is no need to ask now. */
  synchronized long ask(long nowNanos) {
    boolean wanted = !linkDown && (silent || (session == null && !pending.isEmpty()));
    if (!wanted || (asking && nowNanos - askedNanos < REOPEN_NANOS)) {
      return 0;
    }
    asking = true;
    askedNanos = nowNanos;
    return ++lastNonce;
  }

  /** The session of a node with itself, which nobody needs to ask for. */
  synchronized void openedHere(Session given) {
    session = given;
  }

  /** A session was given; what waited for it is to be sent now. */
  synchronized List<Sending> opened(long nonce, Session given) {
    if (!asking || nonce != lastNonce) {
      return List.of();
    }
    session = given;
    asking = false;
    List<Sending> waiting = new ArrayList<>();
    for (Map.Entry<Long, Pending> entry : pending.entrySet()) {
      Pending call = entry.getValue();
      if (call.sentIn == null) {
        call.sentIn = given;
        waiting.add(new Sending(given, entry.getKey(), call));
      }
    }
    return waiting;
  }

  /** Ends a call, unless it has ended. A call that was never sent cannot be answered. */
  synchronized @Nullable Ended end(long call, Outcome outcome) {
    Pending ended = pending.get(call);
    if (ended == null || ended.sentIn == null) {
      return null;
    }
    return remove(call, ended, outcome);
  }

  /**
   * The other process does not know the session of a call: it is another process than the one that
   * gave it, which may have carried out the call before it ended.
   */
  synchronized @Nullable Ended stranger(long call) {
    Pending ended = pending.get(call);
    if (ended == null || ended.sentIn == null) {
      return null;
    }
    if (ended.sentIn.equals(session)) {
      session = null;
    }
    return remove(call, ended, new Outcome.Unknown("the node was restarted"));
  }

  /** The other process stops: no call to it is begun; those under way it still answers. */
  synchronized boolean leaving(long serverEra, long nowNanos) {
    boolean known = session != null && session.serverEra() == serverEra;
    if (known) {
      leaving = true;
      leavingSinceNanos = nowNanos;
    }
    // Without a session to it nothing can have been sent there, nor will be before one is opened.
    return known || session == null;
  }

  /** Ends the calls whose time is over. */
  synchronized List<Ended> expire(long nowNanos) {
    return giveUp(call -> call.deadlineNanos - nowNanos <= 0, "no answer in time");
  }

  /** The connection is gone: what was sent over it is not answered any more. */
  synchronized List<Ended> linkDown() {
    linkDown = true;
    asking = false;
    session = null;
    return giveUp(call -> true, "the connection broke");
  }

  /** Nothing has been heard of the node for long: what was sent to it is not waited for. */
  synchronized List<Ended> silent() {
    silent = true;
    return giveUp(call -> true, "it is not heard");
  }

  /** Something came from it. */
  void heard() {
    if (silent) {
      endSilence();
    }
  }

  private synchronized void endSilence() {
    silent = false;
  }

  /** Whether the connection is there, as far as is known. */
  synchronized boolean isLinked() {
    return !linkDown;
  }

  /** Another connection, maybe to another process. */
  synchronized void linkUp() {
    linkDown = false;
    leaving = false;
    silent = false;
    asking = false;
    session = null;
  }

  /** The highest number that a call had. */
  synchronized long lastCall() {
    return lastCall;
  }

  synchronized boolean isIdle() {
    return pending.isEmpty();
  }

  private List<Ended> giveUp(Predicate<Pending> which, String why) {
    List<Ended> ended = new ArrayList<>();
    Iterator<Pending> calls = pending.values().iterator();
    while (calls.hasNext()) {
      Pending call = calls.next();
      if (which.test(call)) {
        calls.remove();
        budget.giveBack(call.request.length);
        ended.add(
            new Ended(
                call, call.sentIn == null ? new Outcome.NotDone(why) : new Outcome.Unknown(why)));
      }
    }
    return ended;
  }

  private Ended remove(long call, Pending ended, Outcome outcome) {
    pending.remove(call);
    budget.giveBack(ended.request.length);
    return new Ended(ended, outcome);
  }
}
