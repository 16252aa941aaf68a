package dev.stator.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that runs a node. */
final class ServeOptions {
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

  @Option(
      names = "--ttl-interval",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Pause between two looks for expired items, in seconds (default ${DEFAULT-VALUE}).")
  private int ttlSeconds = ServerConfig.DEFAULT_TTL_SECONDS;

  @Option(
      names = "--index-backlog",
      paramLabel = "SIZE",
      defaultValue = "256m",
      description =
          "Changes of one partition that may wait for a global index before writes to its table are"
              + " throttled (default ${DEFAULT-VALUE}).")
  private String indexBacklog = "256m";

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "Port on this machine for /status and /health (default: none).")
  private @Nullable Integer adminPort;

  @Nullable Integer adminPort() {
    return adminPort;
  }

  ServerConfig config() throws StartException {
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
        httpThreads,
        ttlSeconds,
        Sizes.parse("--index-backlog", indexBacklog));
  }
}
