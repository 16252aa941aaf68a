package dev.stator.lab.clients;

import dev.stator.lab.process.StatorProcess;
import java.net.URI;

/** The endpoint given with {@code -Dstator.endpoint}, or a Stator of the test's own. */
final class EndpointUnderTest implements AutoCloseable {
  private final URI uri;
  private final AutoCloseable owned;

  private EndpointUnderTest(URI uri, AutoCloseable owned) {
    this.uri = uri;
    this.owned = owned;
  }

  static EndpointUnderTest acquire() {
    String given = System.getProperty("stator.endpoint", "");
    if (!given.isBlank()) {
      return new EndpointUnderTest(URI.create(given), () -> {});
    }
    StatorProcess stator = StatorProcess.startedOnNewFolder();
    return new EndpointUnderTest(URI.create(stator.endpoint().url()), stator);
  }

  /** The service's words for an error, where an endpoint that is not ours uses others. */
  String words(String service) {
    return System.getProperty("stator.endpoint", "").isBlank() ? service : "";
  }

  URI uri() {
    return uri;
  }

  @Override
  public void close() throws Exception {
    owned.close();
  }
}
