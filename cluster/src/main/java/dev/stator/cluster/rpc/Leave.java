package dev.stator.cluster.rpc;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a process takes leave of those that call it, so that none of its callers is left without an
 * answer. It says that it stops; who heeds that begins no more calls; when all that came before is
 * answered it says so again, and who heeds that has got all answers, since the network between two
 * nodes keeps the order while it loses nothing. It waits for nobody for longer than a deadline.
 *
 * <p>Not thread-safe.
 */
final class Leave {
  private static final long LAST_ROUND = 2;

  private final Set<String> awaited = new TreeSet<>();
  private final Collection<String> callers;
  private final long deadlineNanos;
  private final Runnable done;
  private long round;
  private boolean finished;

  /**
   * @param callers who is to be told
   * @param done runs once
   */
  Leave(Collection<String> callers, long deadlineNanos, Runnable done) {
    this.callers = callers;
    this.deadlineNanos = deadlineNanos;
    this.done = done;
  }

  Collection<String> callers() {
    return callers;
  }

  /** The number of the round under way. */
  long round() {
    return round;
  }

  void heeded(String caller, long ofRound) {
    if (ofRound == round) {
      awaited.remove(caller);
    }
  }

  /** What is to be done now. */
  enum Next {
    WAIT,
    TELL,
    END
  }

  /**
   * Goes on where nothing is waited for any more.
   *
   * @param serving whether calls are being answered
   */
  Next next(boolean serving, long nowNanos) {
    if (finished) {
      return Next.WAIT;
    }
    boolean late = nowNanos - deadlineNanos >= 0;
    if (!late && (!awaited.isEmpty() || (round > 0 && serving))) {
      return Next.WAIT;
    }
    if (late || round == LAST_ROUND) {
      finished = true;
      return Next.END;
    }
    round++;
    awaited.addAll(callers);
    return Next.TELL;
  }

  Runnable done() {
    return done;
  }

  boolean isFinished() {
    return finished;
  }
}
