package dev.stator.storage.wal;

import dev.stator.base.SerialExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Runs its tasks when the test says so. Delayed tasks run on request, whatever their delay. */
final class ManualExecutor implements SerialExecutor {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final List<Runnable> delayed = new ArrayList<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    delayed.add(task);
    return () -> delayed.remove(task);
  }

  boolean hasTasks() {
    return !tasks.isEmpty();
  }

  boolean runOne() {
    Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }

  void runAll() {
    while (runOne()) {
      // Each round runs one task.
    }
  }

  void releaseDelayed() {
    tasks.addAll(delayed);
    delayed.clear();
  }
}
