package dev.stator.server;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of every command that runs a node. */
final class ServeOptions {
  private static final Flag HOST =
      Flag.value("--host", "HOST", ServerConfig.DEFAULT_HOST, "Address to listen on (default %s).");
  private static final Flag PORT =
      Flag.value(
          "--port",
          "PORT",
          Integer.toString(ServerConfig.DEFAULT_PORT),
          "Port to listen on, 0 for any (default %s).");
  private static final Flag DATA =
      Flag.value("--data", "FOLDER", "stator-data", "Where tables are kept (default ./%s).");
  private static final Flag IN_MEMORY = Flag.bare("--in-memory", "Keep nothing on disk.");
  private static final Flag REGION =
      Flag.value(
          "--region",
          "REGION",
          ServerConfig.DEFAULT_REGION,
          "Region that answers name (default %s).");
  private static final Flag ACCESS_KEYS =
      Flag.value(
          "--access-keys",
          "FILE",
          "Access keys, one id:secret a line. Also: STATOR_ACCESS_KEYS=id:secret,...");
  private static final Flag TLS_CERT = Flag.value("--tls-cert", "FILE", "Certificate chain, PEM.");
  private static final Flag TLS_KEY = Flag.value("--tls-key", "FILE", "Private key, PEM.");
  private static final Flag INSECURE =
      Flag.bare("--insecure", "Listen beyond this machine without access keys or TLS.");
  private static final Flag CACHE =
      Flag.value(
          "--cache",
          "SIZE",
          "192m",
          "Memory for data read from disk, such as 512m or 4g (default %s).");
  private static final Flag HTTP_THREADS =
      Flag.value(
          "--http-threads", "COUNT", "Threads that serve HTTP (default: one per processor).");
  private static final Flag TTL_INTERVAL =
      Flag.value(
          "--ttl-interval",
          "SECONDS",
          Integer.toString(ServerConfig.DEFAULT_TTL_SECONDS),
          "Pause between two looks for expired items, in seconds (default %s).");
  private static final Flag INDEX_BACKLOG =
      Flag.value(
          "--index-backlog",
          "SIZE",
          "256m",
          "Changes of one partition that may wait for a global index before writes to its table are"
              + " throttled (default %s).");
  private static final Flag ADMIN_PORT =
      Flag.value(
          "--admin-port", "PORT", "Port on this machine for /status and /health (default: none).");

  /** In the order of the help. */
  static final List<Flag> FLAGS =
      List.of(
          HOST,
          PORT,
          DATA,
          IN_MEMORY,
          REGION,
          ACCESS_KEYS,
          TLS_CERT,
          TLS_KEY,
          INSECURE,
          CACHE,
          HTTP_THREADS,
          TTL_INTERVAL,
          INDEX_BACKLOG,
          ADMIN_PORT);

  private final String host;
  private final int port;
  private final Path data;
  private final boolean inMemory;
  private final String region;
  private final @Nullable Path accessKeys;
  private final @Nullable Path tlsCertificate;
  private final @Nullable Path tlsKey;
  private final boolean insecure;
  private final String cache;
  private final int httpThreads;
  private final int ttlSeconds;
  private final String indexBacklog;
  private final @Nullable Integer adminPort;

  ServeOptions(Parsed given) throws UsageException {
    host = given.text(HOST);
    port = given.number(PORT);
    data = given.path(DATA);
    inMemory = given.has(IN_MEMORY);
    region = given.text(REGION);
    accessKeys = given.pathOrNull(ACCESS_KEYS);
    tlsCertificate = given.pathOrNull(TLS_CERT);
    tlsKey = given.pathOrNull(TLS_KEY);
    insecure = given.has(INSECURE);
    cache = given.text(CACHE);
    Integer threads = given.numberOrNull(HTTP_THREADS);
    httpThreads =
        threads == null ? Math.max(1, Runtime.getRuntime().availableProcessors()) : threads;
    ttlSeconds = given.number(TTL_INTERVAL);
    indexBacklog = given.text(INDEX_BACKLOG);
    adminPort = given.numberOrNull(ADMIN_PORT);
  }

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
