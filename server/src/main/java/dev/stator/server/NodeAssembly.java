package dev.stator.server;

import dev.stator.router.http.ApiCall;
import dev.stator.router.http.RequestHandler;

/** Composes the node of a configuration. */
final class NodeAssembly {
  private NodeAssembly() {}

  /**
   * Opens or creates what {@code config} names and composes a node over it.
   *
   * @throws StartException when the data folder cannot be used
   */
  @SuppressWarnings("unused")
  static StatorNode assemble(ServerConfig config) throws StartException {
    return new StatorNode() {
      @Override
      public RequestHandler handler() {
        return new RequestHandler() {
          @Override
          public void handle(ApiCall call) {
            throw new IllegalStateException("no operation is known");
          }

          @Override
          public boolean knows(String target) {
            return false;
          }
        };
      }

      @Override
      public void close() {}
    };
  }
}
