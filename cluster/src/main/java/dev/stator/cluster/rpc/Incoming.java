package dev.stator.cluster.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one other node to this process. Its present process has a session here, under a number
 * that is never given again, and in it each call is taken in once.
 */
final class Incoming {
  /** So long after its caller has given up, work that has not ended is taken for lost. */
  private static final long LOST_NANOS = 600_000_000_000L;

  private final Budget budget;
  private long callerEra;
  private long session;
  private CallWindow window = new CallWindow();
  // Those being answered, in the order in which they came.
  private final Map<Long, Serving> serving = new LinkedHashMap<>();
  private long lastServing;

  private record Serving(int bytes, long deadlineNanos) {}

  Incoming(RpcOptions options) {
    budget = new Budget(options.servedMax(), options.servedBytesMax());
  }

  /** What becomes of a call. */
  sealed interface Arrival {
    /**
     * It is to be carried out.
     *
     * @param ticket to be given back when that is done
     */
    record Serve(long ticket) implements Arrival {}

    /** It came before, or may have: whoever took it in first answers. */
    record Known() implements Arrival {}

    /** There is no room for it now, and it will not be taken in later. */
    record NoRoom() implements Arrival {}

    /** It belongs to no session of this process. */
    record Stranger() implements Arrival {}
  }

  /** The session of a process: the one that it has, or {@code next}. */
  synchronized long open(long era, long next) {
    if (session == 0 || era != callerEra) {
      callerEra = era;
      session = next;
      window = new CallWindow();
    }
    return session;
  }

  /**
   * Takes in a call.
   *
   * @param deadlineNanos when nobody waits for its answer any more
   */
  synchronized Arrival arrived(RpcFrame.Request request, long deadlineNanos, long nowNanos) {
    if (session == 0 || request.session() != session || request.callerEra() != callerEra) {
      return new Arrival.Stranger();
    }
    if (!window.first(request.call())) {
      return new Arrival.Known();
    }
    int bytes = request.payload().length;
    if (!budget.take(bytes) && !(giveUpLost(nowNanos) && budget.take(bytes))) {
      return new Arrival.NoRoom();
    }
    serving.put(++lastServing, new Serving(bytes, deadlineNanos));
    return new Arrival.Serve(lastServing);
  }

  /** Work that never ends must not keep others out for ever. */
  private boolean giveUpLost(long nowNanos) {
    return serving
        .values()
        .removeIf(call -> {
          boolean lost = call.deadlineNanos() + LOST_NANOS - nowNanos <= 0;
          if (lost) {
            budget.giveBack(call.bytes());
          }
          return lost;
        });
  }

  /**
   * Gives back the room of a call, which it has until then, however long nobody has waited for it:
   * what carries it out is still there.
   *
   * @return whether it is to be answered: once, and while somebody may wait
   */
  synchronized boolean served(long ticket, long nowNanos) {
    @Nullable Serving done = serving.remove(ticket);
    if (done == null) {
      return false;
    }
    budget.giveBack(done.bytes());
    return done.deadlineNanos() - nowNanos > 0;
  }

  synchronized boolean isIdle() {
    return serving.isEmpty();
  }
}
