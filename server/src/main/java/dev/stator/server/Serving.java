package dev.stator.server;

import dev.stator.server.assembly.ClusterSettings;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Runs a server until the process is told to stop. */
final class Serving {
  private Serving() {}

  /**
   * @param cluster null for a node on its own
   * @param adminPort null for none
   */
  static void untilStopped(
      ServerConfig config, @Nullable ClusterSettings cluster, @Nullable Integer adminPort)
      throws StartException, InterruptedException {
    StatorServer server = StatorServer.start(config, cluster, adminPort);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stator-stop"));
    System.out.println("Stator is ready at " + server.url());
    System.out.println(credentialsLine(config));
    System.out.flush();
    new CountDownLatch(1).await();
  }

  private static String credentialsLine(ServerConfig config) throws StartException {
    if (!config.accessKeys().isEmpty()) {
      return "Requests must be signed with one of " + config.accessKeys() + ".";
    }
    return config.onLoopback()
        ? "Any credentials are accepted: only this machine can reach it."
        : "WARNING: any credentials are accepted from anywhere, as --insecure says.";
  }
}
