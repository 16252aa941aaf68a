package dev.stator.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stator start}: runs one node until it is told to stop. */
@Command(
    name = "start",
    description = "Runs one node on this machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StartCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = ServerConfig.DEFAULT_HOST,
      description = "Address to listen on (default ${DEFAULT-VALUE}).")
  private String host = ServerConfig.DEFAULT_HOST;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8000",
      description = "Port to listen on, 0 for any (default ${DEFAULT-VALUE}).")
  private int port = ServerConfig.DEFAULT_PORT;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "stator-data",
      description = "Where tables are kept (default ./${DEFAULT-VALUE}).")
  private Path data = Path.of("stator-data");

  @Option(names = "--in-memory", description = "Keep nothing on disk.")
  private boolean inMemory;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = ServerConfig.DEFAULT_REGION,
      description = "Region that answers name (default ${DEFAULT-VALUE}).")
  private String region = ServerConfig.DEFAULT_REGION;

  @Option(
      names = "--access-keys",
      paramLabel = "FILE",
      description = "Access keys, one id:secret a line. Also: STATOR_ACCESS_KEYS=id:secret,...")
  private @Nullable Path accessKeys;

  @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain, PEM.")
  private @Nullable Path tlsCertificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key, PEM.")
  private @Nullable Path tlsKey;

  @Option(
      names = "--insecure",
      description = "Listen beyond this machine without access keys or TLS.")
  private boolean insecure;

  @Option(
      names = "--cache",
      paramLabel = "SIZE",
      defaultValue = "192m",
      description =
          "Memory for data read from disk, such as 512m or 4g (default ${DEFAULT-VALUE}).")
  private String cache = "192m";

  @Option(
      names = "--http-threads",
      paramLabel = "COUNT",
      description = "Threads that serve HTTP (default: one per processor).")
  private int httpThreads = Math.max(1, Runtime.getRuntime().availableProcessors());

  @Option(names = "--train", hidden = true, description = "Serve a few requests and stop.")
  private boolean train;

  private ServerConfig config() throws StartException {
    return new ServerConfig(
        host,
        port,
        data,
        inMemory,
        region,
        insecure,
        AccessKeys.of(System.getenv("STATOR_ACCESS_KEYS"), accessKeys),
        tlsCertificate,
        tlsKey,
        Sizes.parse("--cache", cache),
        httpThreads);
  }

  @Override
  public Integer call() throws StartException, IOException, InterruptedException {
    if (train) {
      TrainingRun.serveAndStop();
      return 0;
    }
    ServerConfig config = config();
    StatorServer server = StatorServer.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stator-stop"));
    System.out.println("Stator is ready at " + server.url());
    System.out.println(credentialsLine(config));
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
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
