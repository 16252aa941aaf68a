package dev.stator.base;

/** Hands out serial executors. Threads exist only behind this interface. */
public interface Scheduler {
  /**
   * A serial executor for work that computes and never blocks. Many of them may share a thread.
   *
   * @param name for thread names, traces and metrics
   */
  SerialExecutor serial(String name);

  /**
   * A serial executor for work that may block on the disk (log writer, engine flush). It shares no
   * thread with anything else.
   */
  SerialExecutor blocking(String name);

  /**
   * A serial executor for short work that must not wait behind anybody else's: it shares no thread
   * where there are threads.
   */
  default SerialExecutor separate(String name) {
    return serial(name);
  }
}
