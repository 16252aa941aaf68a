package dev.stator.server.assembly;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Things to close, last opened first; one that fails to close does not keep the others open. */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final ArrayDeque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T closeable) {
    open.push(closeable);
    return closeable;
  }

  @Override
  public void close() {
    AutoCloseable next;
    while ((next = open.poll()) != null) {
      try {
        next.close();
      } catch (Exception failed) {
        LOG.warn("Something could not be closed in order: {}", failed.toString());
      }
    }
  }
}
