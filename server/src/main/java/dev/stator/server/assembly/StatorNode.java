package dev.stator.server.assembly;

import dev.stator.router.http.RequestHandler;

/** Everything behind the HTTP front. */
public interface StatorNode extends AutoCloseable {
  /** What answers calls. */
  RequestHandler handler();

  /** Stops in order: what was acknowledged is on disk already. Called once, after the front. */
  @Override
  void close();
}
