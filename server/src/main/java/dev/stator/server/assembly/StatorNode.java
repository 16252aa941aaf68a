package dev.stator.server.assembly;

import dev.stator.router.http.RequestHandler;

/** Everything behind the HTTP front. */
public interface StatorNode extends AutoCloseable {
  /** What answers calls. */
  RequestHandler handler();

  /**
   * Has others lead what it leads; it serves on, through them. Called once, before the front goes.
   */
  default void handOver() {}

  /** Stops in order: what was acknowledged is on disk already. Called once, after the front. */
  @Override
  void close();
}
