package dev.stator.lab.bench;

import dev.stator.lab.process.ClusterNode.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks an admin port of this machine from within, often and cheaply. */
final class StatusPoll {
  private static final int MILLIS_MAX = 1_000;

  private StatusPoll() {}

  /** Null when it does not answer. */
  static @Nullable Status ask(int adminPort) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + adminPort + "/status").toURL().openConnection();
      connection.setConnectTimeout(MILLIS_MAX);
      connection.setReadTimeout(MILLIS_MAX);
      try (InputStream body = connection.getInputStream()) {
        return Status.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException silent) {
      return null;
    }
  }
}
