package dev.stator.server;

import dev.stator.router.http.RequestHandler;

/** A composed node: everything behind the HTTP front. */
public interface StatorNode extends AutoCloseable {
  /** What answers calls. Ready from the moment that the node exists. */
  RequestHandler handler();

  /** Stops orderly: what was acknowledged is on disk already. Called once, after the front. */
  @Override
  void close();
}
