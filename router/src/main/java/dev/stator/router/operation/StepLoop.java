package dev.stator.router.operation;

import org.jspecify.annotations.Nullable;

/**
 * Runs one step after the other, where each asks for the next one: at once or, when an answer comes
 * that it waits for, later and on any thread. A step that is asked for while another one runs waits
 * until that has returned, so that answers on the asking stack make no recursion.
 */
final class StepLoop {
  private boolean running;
  private @Nullable Runnable next;

  /** Runs a step, here and now or, when one is running, on its thread after it. */
  void run(Runnable step) {
    synchronized (this) {
      if (running) {
        next = step;
        return;
      }
      running = true;
    }
    Runnable now = step;
    while (now != null) {
      now.run();
      now = after();
    }
  }

  private synchronized @Nullable Runnable after() {
    Runnable step = next;
    next = null;
    running = step != null;
    return step;
  }
}
