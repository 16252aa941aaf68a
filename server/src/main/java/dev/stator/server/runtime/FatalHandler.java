package dev.stator.server.runtime;

/** Told of a throwable that a task let out: a bug, or a fault that the node must not outlive. */
@FunctionalInterface
public interface FatalHandler {
  /**
   * Stops the node. Runs on the thread of the task; no task of the scheduler begins after this was
   * called.
   *
   * @param executor name of the serial executor the task ran on
   */
  void fatal(String executor, Throwable thrown);
}
